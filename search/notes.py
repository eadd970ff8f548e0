"""What the page says of a question besides its parts: what of it could not be read, and what was made of that."""

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.analysis import fold
from search.box import FIELDS
from search.personal import OWN
from search.results import Answer
from search.vocabulary import SAID


def notes(answer: Answer, params: QueryDict, *, member: bool) -> list[str]:
    """In the order in which they help."""
    return list(_notes(answer, params, member))


def _notes(answer: Answer, params: QueryDict, member: bool) -> Iterator[str]:
    box = answer.box
    for said in box.unread:
        yield _unread(said, member)
    if box.cut:
        yield _("Of so long a question only the first words were looked for.")
    asks = box.parts or answer.chosen or answer.within or params.get("date")
    if box.text and not asks:
        yield _("Nothing can be looked for in “%(text)s”. Here is what is newest.") % {"text": box.text}
    else:
        for sign in dict.fromkeys(box.idle):
            yield _idle(sign)


def _unread(said: str, member: bool) -> str:
    name, _colon, value = said.lstrip("-").partition(":")
    dimension, value = FIELDS.get(fold(name), ""), value.strip('"')
    if dimension in ("after", "before"):
        examples = f"{name}:2026, {name}:2026-03, {name}:2026-03-15"
        text = _("“%(said)s” names no day; it was read as words. A day is written so: %(examples)s.")
        return text % {"said": said, "examples": examples}
    if not member and (dimension == "by" or SAID["is"].get(fold(value), fold(value)) in OWN):
        return _("“%(said)s” is for members; it was read as words. Sign in to ask so.") % {"said": said}
    return _("Nothing is called “%(said)s” here; it was read as words.") % {"said": said}


def _idle(sign: str) -> str:
    if sign.endswith(":"):
        return _("“%(sign)s” was left out: what is meant stands right behind it.") % {"sign": sign}
    return _("“%(sign)s” was left out: it stands between two words.") % {"sign": sign}
