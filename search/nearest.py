"""Words that are known and look like those that found nothing: for the page that has nothing else to show."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from members.permissions import is_member
from search.analysis import fold, term
from search.results import Answer
from search.spelling import COMPARED, SHORTEST, seen_words
from search.thesaurus import current

ALIKE = 0.84  # from which on a word may be a help
OF_EACH, MOST = 3, 5
LONGER = 6  # letters by which a known word may differ in length


def nearest(answer: Answer, params: QueryDict, viewer: Any) -> list[dict[str, str]]:
    """`text` of each word and the address that asks with it instead; none where something was found."""
    if answer.results.total or answer.within:
        return []
    out: dict[str, dict[str, str]] = {}
    for typed, near in _near(answer, viewer):
        better = params.copy()
        better["q"] = " ".join(near if fold(word) == typed else word for word in answer.box.text.split())
        out.setdefault(near, {"text": near, "url": f"?{better.urlencode()}"})
    return list(out.values())[:MOST]


def _near(answer: Answer, viewer: Any) -> Iterator[tuple[str, str]]:
    """What was typed, folded, and a word like it, each once in whatever form."""
    typed = dict.fromkeys(fold(word) for word, _open in answer.box.plain)
    words, column = seen_words(open_only=not is_member(viewer))
    wordings = {word for word in current().words if len(word) >= SHORTEST}
    for word in [word for word in typed if len(word) >= SHORTEST and word.isalpha()][:OF_EACH]:
        sizes = max(SHORTEST, len(word) - LONGER), len(word) + LONGER
        known = words.filter(initial=word[0], size__range=sizes).order_by(f"-{column}", "word")
        offered = [*known.values_list("word", flat=True)[:COMPARED], *wordings]
        found = process.extract(
            word, offered, scorer=JaroWinkler.similarity, score_cutoff=ALIKE, limit=4 * OF_EACH
        )
        forms: dict[str, str] = {}
        for near, _score, _place in found:
            if near != word:
                forms.setdefault(term(near, "en"), near)
        yield from ((word, near) for near in list(forms.values())[:OF_EACH])
