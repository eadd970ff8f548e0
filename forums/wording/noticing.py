"""What somebody is told about their own words while they write, and nobody else. Nothing of it is kept or counted."""

from dataclasses import dataclass, field

from forums.wording.findings import APART, found_in, is_file_name, is_meant
from library.models import Principle
from safeguards.identifiers import Combination, Finding, combinations, find
from safeguards.identifiers.combinations import KINDS
from safeguards.identifiers.lexicon import fold
from safeguards.identifiers.reasons import REASONS
from safeguards.models import Phrase
from safeguards.words import Notice, notices

MOST = 12  # cards; what is found beyond them is underlined and comes up when these are answered


@dataclass(frozen=True)
class Card:
    """One thing to look at: the words as typed, and where they stand (`start` to before `end`, in code points).

    `instead` may take the place of `replace`. `phrase` is the key of a phrase of the coach, 0 for an identifier.
    """

    words: str
    start: int
    end: int
    replace: tuple[int, int]
    reason: str
    instead: tuple[str, ...]
    advice: tuple[str, ...] = ()
    phrase: int = 0
    principle: Principle | None = None


@dataclass
class Noticed:
    """All about one field. `marks` are (start, end, whether the coach noticed it, number of the card or None)."""

    cards: list[Card] = field(default_factory=list)
    marks: list[tuple[int, int, bool, int | None]] = field(default_factory=list)
    strengths: list[Card] = field(default_factory=list)
    together: str = ""
    kinds: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()

    @property
    def identifying(self):
        return [card for card in self.cards if not card.phrase]

    @property
    def count(self):
        return len(self.identifying) + bool(self.together)


def notice(text, language, *, name="", spared=(), settled=(), left=(), together=False, coach=True):
    """What there is to look at in the text of a field. Out of it stay places of members (`spared`), words that are
    settled (no identifiers, says who writes), phrases that were left (keys), and, where `together` is settled, the
    question about several details at once."""
    answer = Noticed()
    known = folded(settled)
    found = found_in(name, text, language) if is_file_name(name) else find(text, language)
    found = [one for one in found if not is_meant(name, text, one, spared)]
    _identifiers(answer, text, [one for one in found if fold(text[one.start : one.end]) not in known])
    if not (together or name.startswith(APART)) and (several := combinations(text, language)):
        _several(answer, several)
    if coach and not is_file_name(name):
        taken = [(start, end) for start, end, _coach, _card in answer.marks]
        _phrases(answer, text, [one for one in notices(text, language) if one.phrase not in left], taken)
    answer.marks.sort(key=lambda mark: mark[:2])
    return answer


def tokens_of(found, settled, together):
    """What confirms to the verbs (forums.wording.findings) what was settled: words wherever they stand in this field."""
    known = folded(settled)
    tokens = [one.token for one in found.noticed if fold(one.words) in known]
    return (*tokens, *([found.together.token] if together and found.together else []))


def folded(words):
    return {fold(one) for one in words}


def _identifiers(answer, text, found: list[Finding]):
    """Findings that are replaced together ("Maya, born 3/14/2024") share a card."""
    places: dict[tuple[int, int], int] = {}
    for one in found:
        shared = sum(other.replace == one.replace for other in found) > 1
        if one.replace not in places and len(answer.cards) < MOST:
            places[one.replace] = len(answer.cards)
            start, end = one.replace if shared else (one.start, one.end)
            words = text[start:end].strip()
            answer.cards.append(
                Card(words, start, end, one.replace, str(REASONS[one.reason]), one.suggestions)
            )
        answer.marks.append((one.start, one.end, False, places.get(one.replace)))


def _several(answer, several: Combination):
    answer.together = str(several.prompt)
    answer.kinds = tuple(str(KINDS[kind]) for kind in several.kinds)


def _phrases(answer, text, found: list[Notice], taken):
    principles = {one.slug: one for one in Principle.known().values()}
    for one in found:
        if any(start < one.end and one.start < end for start, end in taken):
            continue  # first things first
        place, words = (one.start, one.end), text[one.start : one.end]
        card = Card(
            words,
            *place,
            one.replace,
            one.reason,
            one.words,
            one.advice,
            one.phrase,
            principles.get(one.principle),
        )
        if one.kind == Phrase.Kind.STRENGTH:
            answer.strengths.append(card)
        elif len(answer.cards) < 2 * MOST:
            answer.marks.append((*place, True, len(answer.cards)))
            answer.cards.append(card)
