"""Names of people, and of places that no form gives away: words that are judged to be names, joined to whole ones.

What was found once is found wherever it stands again (`again`).
"""

from collections.abc import Iterator

from safeguards.identifiers.judging import apart, begins
from safeguards.identifiers.lexicon import table
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import Signs, cues
from safeguards.identifiers.small_words import small
from safeguards.identifiers.telling import FAMILY_BEFORE, PARTICLES, PLACE_MAYBE, PLACE_SURE


def people(signs: Signs) -> Iterator[Found]:
    i, count = 0, len(signs.tokens)
    while i < count:
        if begins(signs, i):
            last = _joined(signs, i)
            first = i
            if first and signs.joined(first) and (_initial(signs, first - 1) or _nickname(signs, first - 1)):
                first -= 1
            label, reason = _kind(signs, i, last)
            yield signs.tokens[first].start, signs.tokens[last].end, label, reason
            i = last + 1
        else:
            i += 1


def together(signs: Signs, found: list[Found]) -> Iterator[Found]:
    """Who is named in one breath with somebody: "wyatt and wade", "luz y marisol"."""
    named = {start for start, _end, label, _reason in found if label == "NAME"}
    ends = {end for _start, end, label, _reason in found if label == "NAME"}
    tokens = signs.tokens
    for i in range(len(tokens)):
        for k in (i - 2, i + 2):
            if not 0 <= k < len(tokens) or signs.key((i + k) // 2) not in ("and", "y", "n", "e"):
                continue
            joined = signs.joined(max(i, k)) and signs.joined(max(i, k) - 1)
            sure = tokens[k].end in ends if k < i else tokens[k].start in named
            if joined and sure and _also(signs, i):
                yield tokens[i].start, tokens[i].end, "NAME", "name"


def _also(signs: Signs, i: int) -> bool:
    token = signs.tokens[i]
    if signs.ruled_out(i) or signs.calendar(i) or (token.capital and not signs.reading.shouting):
        return False
    if signs.determined(i) or signs.kin(i - 1):
        return False
    return signs.word(i).given > 2 and signs.ordinary[i] < 7 and token.key not in cues("person")


def again(signs: Signs, found: list[Found]) -> Iterator[Found]:
    """Other places where a found name stands, or one word of it."""
    keys, spans, at = set(), [(start, end) for start, end, label, _reason in found if label == "NAME"], 0
    for token in signs.tokens:
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if (
            at < len(spans)
            and spans[at][0] <= token.start
            and len(token.key) > 2
            and token.key not in PARTICLES
        ):
            keys.add(token.key)
    for i, token in enumerate(signs.tokens):
        sure = not signs.ordinary[i] or (token.capital and (not token.first or apart(signs, i)))
        if sure and token.key in keys and not signs.busy[i] and not signs.kin(i):
            yield token.start, token.end, "NAME", "again"


def _nickname(signs: Signs, i: int) -> bool:
    """ "Nana Jo", "Little Skeet": with a capital within a sentence it is part of what somebody is called."""
    token = signs.tokens[i]
    return (
        token.capital
        and not token.first
        and token.key in ("nana", "little", "big", "lil", "mama", "papa", "old", "young")
    )


def _initial(signs: Signs, i: int) -> bool:
    token = signs.tokens[i]
    return len(token.shown) == 1 and token.capital and token.shown not in "IAYEO"


def _quoted(signs: Signs, k: int) -> bool:
    """What somebody is called within the name: Ignatius "Iggy" Thornquist."""
    tokens = signs.tokens
    opened = k if tokens[k].gap == ' "' else k - 1
    closed = opened + 1 < len(tokens) and tokens[opened + 1].gap == '" ' and tokens[opened + 1].capital
    return opened > 0 and tokens[opened].gap == ' "' and tokens[opened].capital and closed


def _joined(signs: Signs, i: int) -> int:
    """The last word of the name that begins here: surnames, double names, "de la Cruz"."""
    last, k = i, i + 1
    typed_small = not signs.tokens[i].capital or signs.reading.shouting
    while (
        k < len(signs.tokens)
        and k - last < 4
        and (signs.joined(k) or _quoted(signs, k))
        and not signs.tokens[k - 1].owns
        and not signs.busy[k]
    ):
        token, word = signs.tokens[k], signs.word(k)
        if typed_small:
            if signs.ruled_out(k) or signs.ordinary[k] or not small(signs, k):
                break
            last = k
        elif token.capital:
            within = signs.tokens[k - 1].key in PARTICLES
            if (signs.ruled_out(k) and len(token.key) > 1) or (
                signs.ordinary[k] > 4 and word.name < 3 and not within
            ):
                break
            last = k
        elif token.key not in PARTICLES or k - last > 2:
            break
        k += 1
    return last


def _kind(signs: Signs, first: int, last: int) -> tuple[str, str]:
    """A name, or a place: in the gazetteer, or behind "in", "near", "outside"."""
    tokens = signs.tokens
    before = signs.before(first)
    whole = "_".join(token.key for token in tokens[first : last + 1])
    place = int(table().get(whole, "00000")[4])
    named = max(signs.word(k).name for k in range(first, last + 1))
    if signs.title_before(first) or before in FAMILY_BEFORE or tokens[last].owns and before not in PLACE_SURE:
        return "NAME", "name"
    if place and last > first and (named < 5 or before in PLACE_SURE | PLACE_MAYBE):
        return "LOCATION", "town"
    if (before in PLACE_SURE or signs.ordinary[first] and before in ("from", "to")) and (place or named < 4):
        return "LOCATION", "town"
    if before in PLACE_MAYBE and place > 2 and (named < 4 or before in ("to", "from") and place - named > 1):
        return "LOCATION", "town"
    if place > 4 and named < 3:
        return "LOCATION", "town"
    return "NAME", "name"
