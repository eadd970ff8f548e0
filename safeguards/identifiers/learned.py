"""Names, places and bodies in careless texts by what was learned from invented ones: a line through clues, no more.

Where capitals say nothing, many small signs together tell what one rule would not dare: which words stand around, how
rare a word is, whether lists know it. Each clue has two weights (`data/learned.txt.gz`, made by `data/learn.py`): how
much it speaks for something that identifies, and for a person rather than a place or a body. What rules find stays
theirs; this only adds.
"""

import gzip
import math
from collections.abc import Iterator
from functools import cache

from safeguards.identifiers.lexicon import DATA, listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import DETERMINERS, INSIDE, Signs, cues, heads
from safeguards.identifiers.small_spanish import PLAIN
from safeguards.identifiers.telling import OWNERS, SEASONS

#: How likely something has to be to be told, and beside what is told; and where it is made of ordinary words, of
#: one, and in a text that may well be typed with care.
_SURE, _ALONG, _ORDINARY, _LONE, _CAREFUL = 0.4, 0.2, 0.6, 0.8, 0.97
#: Behind these a lone word is what somebody does: "yo quito".
_BEFORE_VERBS = words_of(
    "yo tu ella ellos ellas nosotros ustedes usted se me te le les lo nos no i we they you he she it to not dont didnt cant"
    " si ya quien que"
)
_BEING = words_of("is was are were feels looks es esta estaba son")
_PRONOUNS = words_of("los las lo le les se me nos te")
_GENERAL = words_of(
    "paz salud social familiar infantil comunitario comunitaria nuestra nuestro sala primary pediatric scientific young circle"
)
_KEPT_OUT = frozenset(INSIDE | DETERMINERS)


@cache
def weights() -> dict[str, tuple[float, float]]:
    """What each clue says: for an identifier, and for a person."""
    lines = gzip.decompress((DATA / "learned.txt.gz").read_bytes()).decode().split("\n")
    rows = (line.split("\t") for line in lines if line)
    return {clue: (int(identifies) / 100, int(person) / 100) for clue, identifies, person in rows}


def clues(signs: Signs) -> list[list[str]]:
    """What speaks for or against each token, as names of clues."""
    told = [_traits(signs, i) for i in range(len(signs.tokens))]
    spoken = "".join(sorted(signs.reading.languages))
    return [_around(signs, i, told, spoken) for i in range(len(signs.tokens))]


def _traits(signs: Signs, i: int) -> list[str]:
    key, word, ordinary = signs.key(i), signs.words[i], signs.ordinary[i]
    traits = [f"={key}", f"o{ordinary}", f"g{min(word.given, 6)}", f"f{min(word.family, 5)}"]
    traits.append(f"p{min(word.place, 6)}")
    for trait, yes in (
        ("body", key in heads("organization")),
        ("ground", key in heads("place")),
        ("front", key in heads("front")),
        ("kin", signs.kin(i)),
        ("title", key in listed("titles.txt")),
        ("acts", key in cues("person")),
        ("article", key in DETERMINERS),
        ("generic", key in listed("generic.txt")),
        ("field", key in listed("field.txt")),
        ("quiet", signs.quiet[i]),
    ):
        if yes:
            traits.append(trait)
    return traits


def _around(signs: Signs, i: int, told: list[list[str]], spoken: str) -> list[str]:
    token, word, ordinary = signs.tokens[i], signs.words[i], signs.ordinary[i]
    found = ["bias", spoken, f"end{token.key[-3:]}", f"end{token.key[-2:]}", f"gap{token.gap.strip()[-1:]}"]
    for place in (-2, -1, 0, 1, 2):
        k = i + place
        found += [f"{place}{trait}" for trait in told[k]] if 0 <= k < len(told) else [f"{place}none"]
    following = signs.tokens[i + 1].gap.strip()[:1] if i + 1 < len(told) else "none"
    found += [f"then{following}", f"long{min(len(token.key), 9)}o{ordinary}"]
    found += [f"o{ordinary}g{word.given}", f"o{ordinary}p{word.place}", f"o{ordinary}f{word.family}"]
    before = signs.key(i - 1) if i else ""
    found += [f"after={before}o{ordinary}", f"after={before}g{word.given}p{word.place}"]
    if i > 1:
        found.append(f"after={signs.key(i - 2)} {before}")
    found += [name for name, yes in (("owns", token.owns), ("first", token.first)) if yes]
    return found


def learned(signs: Signs) -> Iterator[Found]:
    """Rows of tokens that more speaks for than against."""
    told = [(sum(w[0] for w in each), sum(w[1] for w in each)) for each in map(_weighed, clues(signs))]
    chances = [1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score, _person in told]
    i = 0
    while i < len(chances):
        if chances[i] < _SURE or not _may(signs, i):
            i += 1
            continue
        first = last = i
        while first and chances[first - 1] >= _ALONG and signs.joined(first) and _may(signs, first - 1):
            first -= 1
        while (
            last + 1 < len(chances)
            and chances[last + 1] >= _ALONG
            and signs.joined(last + 1)
            and not signs.tokens[last].owns
            and _may(signs, last + 1)
        ):
            last += 1
        while first < last and signs.key(first) in _KEPT_OUT:
            first += 1
        while first < last and signs.key(last) in _KEPT_OUT:
            last -= 1
        if not _doubtful(signs, first, last, max(chances[first : last + 1])):
            person = sum(told[k][1] for k in range(first, last + 1)) > 0
            label = ("NAME", "name") if person else ("LOCATION", "place")
            yield signs.tokens[first].start, signs.tokens[last].end, *label
        i = max(i, last) + 1


def _doubtful(signs: Signs, first: int, last: int, chance: float) -> bool:
    """Whether it takes more to believe it: a lone ordinary word, ordinary words alone, a slip of the thumb."""
    inside = range(first, last + 1)
    if all(_empty(signs, k) or _slip(signs, k) for k in inside):
        return True
    core = [k for k in inside if not _empty(signs, k)]
    if (
        len(core) == 1
        and signs.ordinary[core[0]]
        and (signs.before(core[0]) in _PRONOUNS or signs.key(core[0]) in PLAIN)
    ):
        return True  # "la clinica los atiende"
    if signs.tokens[first].capital and not signs.reading.shouting:
        return True
    ordinary = all(signs.ordinary[k] for k in inside)
    if first == last and ordinary and signs.before(first) in _BEING and signs.words[first].name < 3:
        return True  # "the unit is quiet"
    if not signs.reading.hasty and chance < (_CAREFUL if ordinary else _LONE):
        return True
    if not ordinary:
        word = signs.words[first]
        return first == last and signs.determined(first) and word.name < 2 and word.place < 4
    if first == last and signs.before(first) in _BEFORE_VERBS | {"los", "las"}:
        return True
    owned = signs.before(first) in OWNERS or signs.determined(first)
    return chance < _ORDINARY or (first == last and (owned or chance < _LONE or signs.ordinary[first] > 6))


def _slip(signs: Signs, i: int) -> bool:
    return not signs.ordinary[i] and not signs.unknown(i, common=5)


def _weighed(each: list[str]) -> list[tuple[float, float]]:
    known = weights()
    return [known[clue] for clue in each if clue in known]


def _may(signs: Signs, i: int) -> bool:
    """Whether nothing rules it out: what is busy, quiet, a day or a sound."""
    if signs.key(i) in listed("field.txt"):
        return False
    return not (signs.busy[i] or signs.quiet[i] or signs.calendar(i) or signs.drawn_out(signs.key(i)))


def _empty(signs: Signs, i: int) -> bool:
    """A word that alone identifies nobody."""
    key = signs.key(i)
    alone = key in _KEPT_OUT | OWNERS | SEASONS | _GENERAL | heads("organization") | heads("place") | listed(
        "generic.txt"
    ) | cues("person")
    return alone or key in listed("field.txt") or key in listed("titles.txt") or signs.kin(i) or len(key) < 2
