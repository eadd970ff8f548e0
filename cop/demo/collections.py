"""Collections of the demo, in each language over the same things."""

from forums.models import Thread
from library import services
from library.models import GuidePage, Resource

KINDS = {"guide": GuidePage, "resource": Resource, "conversation": Thread}


def collect(row, *, publisher):
    """`row["things"]`: by stage, pairs of a kind and a source's id; `row["words"]`: by language, a note for each."""
    original = None
    for language, words in row["words"].items():
        stages = [
            {"title": title, "lead": lead, "things": things(named, notes)}
            for (title, lead, notes), named in zip(words["stages"], row["things"], strict=True)
        ]
        page = services.create_collection(
            actor=publisher,
            slug=row["slug"],
            title=words["title"],
            language=language,
            summary=words["summary"],
            stages=stages,
            principles=row["principles"],
            sectors=row["sectors"],
            translation_of=original,
        )
        original = original or page


def things(named, notes):
    found = []
    for (kind, source_id), note in zip(named, notes, strict=True):
        thing = KINDS[kind].objects.get(source_id=source_id)
        found.append((kind, {kind: thing.pk if kind == "conversation" else thing, "note": note}))
    return found
