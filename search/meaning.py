"""What the plain words of a question mean: the words to look for, and beside each what may have been meant by it.

Slips are compared with the words that are known, wordings of the field bring others that mean the same, in either
language. Both are worth less than what was typed, unless nobody ever wrote that.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from search.analysis import STEMMED, fold, guess_language, is_stopword
from search.query import Also, Unit, phrase, single
from search.spelling import Spelling, looked_up
from search.stopwords import SMALL, STOPWORDS
from search.thesaurus import Said, Thesaurus, current

SAME = 0.7  # what a wording that means the same is worth, where the word itself is known
TRANSLATED = 0.6
UNKNOWN = 0.9  # and where it is not
AS_ONE = 0.85  # two words written as one, or one as two
ABBREVIATED = 5  # letters of an abbreviation
MOST_OTHERS = 24  # other words of one unit
MOST_IN_ALL = 60  # and of one question, whose cost grows with them


@dataclass(frozen=True)
class Meaning:
    """`language` that was asked in. `corrected`: unknown word → the known one that was most likely meant."""

    units: tuple[Unit, ...] = ()
    language: str = "en"
    corrected: dict[str, str] = field(default_factory=dict)


def meaning_of(
    plain: Sequence[tuple[str, bool]], language: str, *, open_only: bool, begun: Collection[str] = ()
) -> Meaning:
    """Words, and whether one may still be typed, in the order in which they were asked. No slips are those that were
    `begun` on purpose."""
    asked = [word for word, _open in plain]
    known = current()
    said = known.said(asked)
    sure = {*begun, *(fold(word) for word in asked if is_abbreviation(word))}
    spelling = looked_up([fold(word) for word in asked], {*known.words, *sure}, open_only=open_only)
    language = asked_in(asked, spelling, said, language)
    units = Units(plain, spelling, language)
    for one in said:
        units.add_wordings(one)
    if units.corrected:
        _add_corrected(units, known, said)
    return Meaning(units.made(), language, units.corrected)


def is_abbreviation(word: str) -> bool:
    """A few capitals stand for something of their own: one that nobody wrote here is no slip of a short word."""
    return len(word) <= ABBREVIATED and word.isupper()


def asked_in(asked: Sequence[str], spelling: Spelling, said: Iterable[Said], default: str) -> str:
    """The language somebody asks in: by its small words, else by where the words are known."""
    folded = [fold(word) for word in asked]
    small = {code: sum(word in STOPWORDS[code] for word in folded) for code in STEMMED}
    votes = dict.fromkeys(STEMMED, 0.0)
    for word in folded:
        held = spelling.known.get(word, {})
        if total := sum(held.get(code, 0) for code in STEMMED):
            for code in STEMMED:
                votes[code] += held.get(code, 0) / total
    for one in said:
        if len(one.languages) == 1:
            votes[next(iter(one.languages))] += one.end - one.start
    for code in STEMMED:
        votes[code] += small[code]
    best = max(STEMMED, key=lambda code: (votes[code], code == default))
    return best if votes[best] > min(votes.values()) else guess_language([], default)


class Units:
    """The words that say something, gathering what else may have been meant."""

    def __init__(self, plain: Sequence[tuple[str, bool]], spelling: Spelling, language: str):
        self.plain, self.spelling = plain, spelling
        self.folded = [fold(word) for word, _open in plain]
        self.corrected = {
            word: near[0].word for word, near in spelling.near.items() if near and near[0].word not in SMALL
        }
        small = [self._says_little(place, language) for place in range(len(plain))]
        self.kept = [place for place in range(len(plain)) if not small[place]] or list(range(len(plain)))
        self.others: dict[int, dict[tuple, Also]] = {place: {} for place in self.kept}
        for place in self.kept:
            self._add_spelling(place)

    def _says_little(self, place: int, language: str) -> bool:
        word = self.folded[place]
        near = self.spelling.near.get(word)
        return is_stopword(word, language) or bool(near and near[0].word in SMALL)

    def _add_spelling(self, place: int) -> None:
        word = self.folded[place]
        for near in self.spelling.near.get(word, ()):
            self.add(place, single(near.word).as_other(near.worth, "near"))
        if parts := self.spelling.parts.get(word):
            self.add(place, phrase(list(parts)).as_other(AS_ONE, "near"))
        for pair in (self.folded[place : place + 2], self.folded[max(place - 1, 0) : place + 1]):
            if tuple(pair) in self.spelling.joined:
                self.add(place, single("".join(pair)).as_other(AS_ONE, "near"))

    def add_wordings(self, said: Said, *, corrected: bool = False) -> None:
        """What means the same. Where that is said of what was most likely meant it is worth less than that itself."""
        guess = min((self._sure_of(place) for place in range(said.start, said.end)), default=1.0)
        for place in range(said.start, said.end):
            if place in self.others:
                there = corrected or self.folded[place] in self.spelling.known
                share = guess if corrected else 1.0
                for other in said.others:
                    same = other.language in said.languages
                    worth = share * ((SAME if same else TRANSLATED) if there else UNKNOWN)
                    because = "same" if same else "translated"
                    self.add(
                        place, Also(other.words, (other.terms,), worth, because, other.language, other.said)
                    )

    def _sure_of(self, place: int) -> float:
        near = self.spelling.near.get(self.folded[place])
        return near[0].worth if near else 1.0

    def add(self, place: int, other: Also) -> None:
        others = self.others[place]
        before = others.get(other.ways)
        if before is None or before.worth < other.worth:
            others[other.ways] = other

    def made(self) -> tuple[Unit, ...]:
        units: dict[tuple, Unit] = {}
        best = self._most_alike()
        for place in self.kept:
            word, open_end = self.plain[place]
            unit = single(word, open_end)
            if unit.ways:
                units[unit.ways] = replace(unit, also=tuple(best[place]))
        return tuple(units.values())

    def _most_alike(self) -> dict[int, list[Also]]:
        """The other words by place, the most alike first, as many as a question may hold."""
        ranked = [(place, other) for place in self.kept for other in self.others[place].values()]
        ranked.sort(key=lambda one: -one[1].worth)
        best: dict[int, list[Also]] = {place: [] for place in self.kept}
        taken = 0
        for place, other in ranked:
            if taken < MOST_IN_ALL and len(best[place]) < MOST_OTHERS:
                best[place].append(other)
                taken += 1
        return best


def _add_corrected(units: Units, known: Thesaurus, said: Sequence[Said]) -> None:
    """The wordings in what was most likely meant."""
    taken = {place for one in said for place in range(one.start, one.end)}
    right = [
        units.corrected.get(folded, word)
        for folded, (word, _open) in zip(units.folded, units.plain, strict=True)
    ]
    for one in known.said(right):
        if taken.isdisjoint(range(one.start, one.end)):
            units.add_wordings(one, corrected=True)
