"""Whether a word in small letters is a name, by its rarity, by lists and by the words right beside it."""

from safeguards.identifiers.lexicon import known, listed
from safeguards.identifiers.signs import Signs, cues
from safeguards.identifiers.telling import (
    ELDERS,
    FAMILY_AFTER,
    MADE,
    OWNERS,
    PLACE_MAYBE,
    PLACE_SURE,
    SITES,
    SPEAKING,
    called,
)


def _double(signs: Signs, key: str) -> bool:
    """ "tremblay-diallo", "hyun-woo": every half may be a name, one is no word."""
    halves = [known(part) for part in key.split("-")]
    words = [half.ordinary(signs.reading.languages) for half in halves]
    if any(word and half.name < 2 for word, half in zip(words, halves, strict=True)) or all(words):
        return False
    return any(half.name > 1 for half in halves) or all(len(part) > 2 for part in key.split("-"))


def _the(signs: Signs, i: int) -> bool:
    """ "la yuli", "el brayan": as Spanish speaks of people one knows."""
    if "es" not in signs.reading.languages or signs.before(i) not in ("la", "el"):
        return False
    if signs.word(i).english > 3:
        return False  # "el link"
    strange = not max(signs.word(i)[:3]) and signs.key(i - 2) in ("en", "a", "de") and len(signs.key(i)) > 5
    return signs.word(i).given > 1 or (strange and not signs.key(i).endswith(MADE) and signs.unknown(i))


def _spoken(signs: Signs, i: int) -> bool:
    """ "habla mam", "sings in chuj": a language, whichever."""
    k = i - 1 - (signs.before(i) in ("en", "in", "only", "mostly", "solo"))
    return signs.key(k) in SPEAKING and signs.joined(i)


def small(signs: Signs, i: int) -> bool:
    """A word in small letters, or in capitals among capitals."""
    token, word, ordinary = signs.tokens[i], signs.word(i), signs.ordinary[i]
    careless = signs.reading.careless
    if not token.shown[0].isascii() and not token.shown[0].islower() and not token.capital:
        return False  # a script without capitals, of which no list knows
    if signs.calendar(i) and token.owns and signs.after(i) in listed("kin.txt"):
        return careless and word.given > 3  # "april's mom"
    if signs.calendar(i) and token.key not in ("may", "march") and signs.kin(i - 1) and signs.joined(i):
        return careless and word.given > 3  # "her brother august"
    if i and _spoken(signs, i):
        return False
    if len(token.key) < 3 or signs.calendar(i):
        return len(token.key) == 2 and signs.title_before(i, strong=True) and not ordinary
    if "-" in token.key and not (careless and (word.given or _double(signs, token.key))):
        return False
    titled = signs.title_before(i, strong=True)
    if titled and (ordinary < 5 or (word.name > 2 and ordinary < 7)):
        return not token.key.endswith(("ing", "ed")) or word.name > 1
    if not careless:
        return not ordinary and word.given > 2 and not signs.determined(i)
    owner = token.owns and signs.after(i) in listed("kin.txt")
    relative = (
        token.key not in cues("person")
        and signs.key(i - 1) in listed("kin.txt")
        and signs.before(i) != ""
        and not signs.tokens[i - 1].owns
    )
    if owner and word.given > 3:
        return True  # "summer's mom"
    if token.key.endswith("s") and signs.after(i) in listed("kin.txt") and not signs.ordinary[i]:
        stem = known(token.key[:-1])
        if stem.given > 2 and not stem.ordinary(signs.reading.languages):
            return True  # "tuans grandma"
    if not ordinary:
        if word.place > 3 and signs.after(i) in SITES and signs.determined(i):
            return True  # "the fruitvale bus stop"
        if word.place > 3 and word.name < 3 and signs.before(i) in PLACE_SURE | PLACE_MAYBE:
            return True
        if owner or (signs.after(i) in FAMILY_AFTER - {"children", "baby"} and signs.determined(i)):
            return owner or signs.unknown(i, common=6)
        if signs.determined(i) or token.key.endswith(MADE):
            return _the(signs, i)
        acts = signs.after(i) in cues("person") - {"and", "will", "would", "no", "la", "lo"}
        beside = signs.after(i) in ("y", "and") and signs.key(i + 2) in OWNERS and signs.kin(i + 3)
        surname = word.family > 1 and (relative or signs.title_before(i))
        return (
            word.name > 1
            or surname
            or signs.unknown(i)
            or (
                (acts or relative or beside)
                and signs.before(i) not in OWNERS
                and signs.unknown(i, common=6 if len(token.key) < 8 else 5)
            )
        )
    if ordinary < 5 and signs.before(i) in ELDERS and signs.after(i) in cues("person"):
        return True  # "la abuelita cuca me mandó"
    if word.given > 3 and word.given >= ordinary:
        return relative or owner or called(signs, i) or word.given - ordinary > 2
    if ordinary < 3 and word.given > 2:
        return relative or owner or word.given - ordinary > 1
    return (
        (relative or owner)
        and ordinary < 5
        and word.name > 2
        or (signs.before(i) in ("named", "llama") and word.name > 1 and ordinary < 7)
    )
