"""Bodies and places by the words they are made of: "Lakeview Family Health Center", "Maple Terrace apartments"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import INSIDE, Signs, cues, heads, telling_word
from safeguards.identifiers.small_bodies import typed_small

# Heads that are words of other things as well: not enough behind a row that names a body.
_LOOSE_HEADS = words_of(
    "way run place point court square circle loop falls hill hills complex corner plaza station camp manor drive homes home"
    " projects crossing river lake beach bridge housing mall island creek building trailer towers gardens mesa flats fort"
    " lane villa st port"
)


_GATHERINGS = words_of(
    "association church temple mosque academy school society alliance coalition clinic mission council"
)
_NATIONAL = words_of("english spanish american america usa mexico")
_OCCASIONS = words_of(
    "welcome quiet calm cozy sensory sand water touch lost front check sign parent"
    " sala room salon aula sesion session cuarto unit piso floor area rincon corner dia day dias semana week circulo circle mes month"
    " programa program proyecto project grupo group taller fiesta party fourth"
    " holiday annual feria fair nino ninos marco libro book cuento video modelo model escala scale tercer primer segundo"
)
_WORKING = words_of(
    "works worked work working drives drove drive delivers delivered cleans cleaned sews sewed packs packed cooks cooked"
)
_SMALL_WORDS = words_of(
    "in at on from to with when since our my her his their i en con desde mi su nuestra nuestro cuando"
)


def kinds() -> frozenset[str]:
    """Words that make a row of capitals a body; those of employers say nothing where they are typed small."""
    return heads("organization") | heads("work") | heads("trade")


def fronts() -> frozenset[str]:
    return heads("front") | heads("trade")


def rows(signs: Signs) -> Iterator[tuple[int, int]]:
    """Rows of words with capitals, small joining words inside: (first, last) token."""
    i, count = 0, len(signs.tokens)
    while i < count:
        if signs.tokens[i].capital and not signs.busy[i]:
            last = j = i
            while (
                j + 1 < count and not signs.busy[j + 1] and (_adjoining(signs, j) or _possessed(signs, i, j))
            ):
                j += 1
                if signs.tokens[j].capital:
                    last = j
                elif signs.tokens[j].key not in INSIDE or j - last > 2:
                    break
            yield i, last
            i = last + 1
        else:
            i += 1


def _adjoining(signs: Signs, j: int) -> bool:
    return signs.joined(j + 1) and not signs.tokens[j].owns


def _possessed(signs: Signs, first: int, j: int) -> bool:
    """ "St. Mark's Church", "Seattle Children's Hospital"."""
    token, following = signs.tokens[j], signs.tokens[j + 1]
    if not token.owns or following.gap != " " or not following.capital:
        return False
    if signs.before(first) == "at" and telling_word(signs, j + 1):
        return True  # "at Children's Mercy"
    return signs.tokens[first].key == "st" or following.key in (kinds() - heads("soft")) | heads("work") | {
        "market"
    }


def bodies(signs: Signs) -> Iterator[Found]:
    if not signs.reading.shouting:
        for first, last in rows(signs):
            yield from _row(signs, first, last)
    if signs.reading.careless:
        yield from typed_small(signs)


def _row(signs: Signs, first: int, last: int) -> Iterator[Found]:
    start = first
    while start < last and _leads_in(signs, first, start):
        start += 1
    telling = [k for k in range(start, last + 1) if telling_word(signs, k)]
    county = signs.key(last) in ("county", "parish", "reservation", "township") and signs.quiet[start]
    little = signs.key(start) == "little" and start < last and signs.quiet[start + 1]
    if not telling and start < last and (_of_a_people(signs, start, last) or _of_work(signs, start, last)):
        yield _stretch(signs, start, last, "ORGANIZATION")
    elif start < last and (county or (little and not signs.tokens[start].first)):
        yield _stretch(signs, start, last, "LOCATION")  # "Cherokee County", "Little Haiti"
    elif telling:
        small = signs.after(last) if not signs.tokens[last].owns else ""
        alone = start == last and signs.tokens[start].first and signs.ordinary[start] > 2
        if label := _by_its_words(signs, start, last, telling):
            yield _stretch(signs, start, last, label)
        elif signs.before(start) in heads("place-front") and not signs.tokens[start - 1].capital:
            if not signs.quiet[start]:
                yield _stretch(signs, start - 1, last, "LOCATION")
        elif small in heads("place") - _LOOSE_HEADS and not signs.quiet[last] and not alone:
            if not _person(signs, start, last):
                yield _stretch(signs, start, last, "LOCATION")
        elif small in kinds() - heads("soft") and not signs.title_before(start) and not alone:
            if not _person(signs, start, last) or signs.word(last).place:
                yield _stretch(signs, start, last + 1, "ORGANIZATION")
        elif start < last and not _named(signs, start, last):
            here = {"at", "en", "behind"} | _labour(signs, start)
            if len(telling) > 1 and (signs.before(start) in here or _within(signs, start)):
                yield _stretch(signs, start, last, "ORGANIZATION")
            elif signs.before(start) in {"near", "outside", "past"} or (
                signs.before(start) == "in" and len(telling) > 1 and not _method(signs, start, last)
            ):
                yield _stretch(signs, start, last, "LOCATION")


def _of_a_people(signs: Signs, start: int, last: int) -> bool:
    """ "Somali Bantu Association": a body of those who speak a language or come from somewhere."""
    whose = signs.key(start) in listed("regions.txt") and signs.key(start) not in _NATIONAL
    return whose and not signs.tokens[start].owns and signs.key(last) in _GATHERINGS


def _method(signs: Signs, start: int, last: int) -> bool:
    """ "in Facilitating Attuned Interactions": what is taught rather than where; and what no capital tells."""
    made = ("ing", "ed", "tion", "tions", "ness", "ment", "ity", "ence")
    return signs.reading.careless or signs.key(start).endswith("ing") or signs.key(last).endswith(made)


def _of_work(signs: Signs, start: int, last: int) -> bool:
    """ "First Presbyterian", "Pacific Seafood": general words before a trade."""
    trade = signs.key(last) in heads("work") - heads("soft")
    return trade and not signs.tokens[start].first and signs.key(start) not in INSIDE


def _within(signs: Signs, start: int) -> bool:
    """ "at the Blue Door", "en el Best Western"."""
    led = signs.before(start) in ("the", "el", "la") and signs.key(start - 2) in ("at", "en")
    return led and not signs.reading.careless and signs.key(start) not in _OCCASIONS


def _labour(signs: Signs, start: int) -> set[str]:
    """ "works for", "drives for", as whatever stands behind employs somebody."""
    return {"for"} if signs.key(start - 2) in _WORKING else set()


def _stretch(signs: Signs, start: int, last: int, label: str) -> Found:
    reason = "place" if label == "LOCATION" else "organization"
    return signs.tokens[start].start, signs.tokens[last].end, label, reason


def _leads_in(signs: Signs, first: int, start: int) -> bool:
    """A word with a capital that is not part of what follows: "At Bright Beginnings", "Dr. Lake"."""
    token, following = signs.tokens[start], signs.tokens[start + 1].key
    if token.key in INSIDE or signs.title_before(start + 1, strong=True):
        return True
    if start == first and token.first and token.key in _SMALL_WORDS:
        return True
    begins = start == first and token.first and signs.ordinary[start] > 4 and signs.word(start).given < 4
    front = fronts() | heads("place-front")
    return begins and token.key not in front and following not in kinds()


def _by_its_words(signs: Signs, start: int, last: int, telling: list[int]) -> str:
    keys = [token.key for token in signs.tokens[start : last + 1]]
    front = keys[0] in fronts() or (signs.before(start) in fronts() and not signs.tokens[start].first)
    organization = [key for n, key in enumerate(keys) if key in kinds() and (n or front)]
    soft = all(key in heads("soft") for key in organization)
    loose = organization and keys[-1] in _LOOSE_HEADS
    if start < last and keys[-1] in heads("place") and telling != [last] and not loose:
        return "LOCATION"
    made = keys[-1] in heads("work") and any(not signs.ordinary[k] for k in telling)
    if organization and (
        not soft or made or len(keys) > 2 or len(telling) > 1 or signs.before(start) in cues("work")
    ):
        return "ORGANIZATION"
    if front or _public(keys, telling, start):
        return "ORGANIZATION"
    return "LOCATION" if start < last and keys[0] in heads("place-front") else ""


def _person(signs: Signs, start: int, last: int) -> bool:
    return all(signs.word(k).given > 2 or signs.word(k).family > 3 for k in range(start, last + 1))


def _named(signs: Signs, start: int, last: int) -> bool:
    return any(signs.word(k).name > 2 and not signs.ordinary[k] for k in range(start, last + 1))


def _public(keys: list[str], telling: list[int], start: int) -> bool:
    """A national program joined to a place or site is a local body: "Sunrise Head Start", "Eastside YMCA"."""
    program = keys[-2:] == ["head", "start"] or keys[-1] in ("wic", "ymca", "ywca", "casa")
    return program and len(keys) > 1 and telling[0] == start
