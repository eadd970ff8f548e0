"""Towns of several words by the gazetteer, also where they are typed small: "boyle heights", "east cleveland"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import table, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import DETERMINERS, Signs

_BEFORE = {
    "in",
    "near",
    "outside",
    "from",
    "to",
    "at",
    "of",
    "past",
    "around",
    "en",
    "de",
    "desde",
    "hacia",
    "a",
    "by",
    "through",
    "over",
}
#: Behind these a town needs no odd word: "past little rock".
_PLAIN = {"in", "near", "outside", "en", "past", "from", "to", "at", "around"}
_SIDES = words_of("east west north south northeast northwest southeast southwest downtown upper lower")
_ARTICLES = {"el", "la", "los", "las"}


def towns(signs: Signs) -> Iterator[Found]:
    tokens, i = signs.tokens, 0
    while i < len(tokens):
        step = 1
        for length in (4, 3, 2):
            part = tokens[i : i + length]
            if len(part) == length and all(
                signs.joined(k) and not tokens[k - 1].owns for k in range(i + 1, i + length)
            ):
                key = "_".join(token.key for token in part)
                if (
                    table().get(key, "00000")[4] > "2"
                    and not all(signs.quiet[i : i + length])
                    and _stands(signs, i, length)
                ):
                    first = i - (i > 0 and signs.joined(i) and tokens[i - 1].key in _SIDES)
                    yield tokens[first].start, part[-1].end, "LOCATION", "town"
                    step = length
                    break
        i += step


def _stands(signs: Signs, i: int, length: int) -> bool:
    part = signs.tokens[i : i + length]
    if signs.reading.shouting or not all(token.capital for token in (part[0], part[-1])):
        odd = any(not signs.ordinary[k] for k in range(i, i + length))
        articles = DETERMINERS if "es" in signs.reading.languages else DETERMINERS - _ARTICLES
        lead = i - (i > 0 and signs.joined(i) and part[0].key not in _SIDES and signs.key(i - 1) in _SIDES)
        before = signs.before(lead)
        plain = part[0].key not in articles and (
            before in _PLAIN or (before == "of" and signs.key(lead - 2) in _SIDES)
        )
        return signs.reading.careless and before in _BEFORE and (odd or plain)
    names = all(signs.word(k).name > 3 for k in range(i, i + length))
    return (
        not part[0].first
        and (signs.before(i) in _BEFORE or not names)
        or (part[0].first and not names and not signs.ordinary[i])
    )
