"""What could tell who a child or a family is, in the fields of something that others are about to read.

    found = findings_of({"title": …, "body": …}, actor=member)
    found.noticed        # each with its field, its safeguards Finding and the token that confirms it
    found.as_problem()   # the same for programs and scripts

Fields are plain text under the names of the form: `title`, `body`, `reason`, `tags`, `poll_question`, `poll_options`,
`meets_place`, those of a reflection, `files.0.name`, `files.0.alt`, `picture.` with a UUID (what is said of a picture in which
a face probably is; it is found as a whole), `meets_link`, `recording`, and `links`: where links of
rich text lead, one a line. Offsets count code points of the text of the field with newlines as `\\n`; of rich text they
are those of `cop.core.text.plain`, of a link those of it as people read it (`forums.wording.told.address`).

A token says "this is not an identifier" of one stretch: it holds its field, label and offset, and a keyed digest of its
words, of who sends it and of the half day in which it was made. So it is worth nothing for other words, another place or
somebody else, and a day later for nothing at all: `earlier` is the token of the half day before, which still counts.
"""

import re
import time
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cop.core.text import normalise
from forums.models import Reflection
from forums.wording.told import SEEN
from safeguards.danger import signs_of_danger
from safeguards.identifiers import REASONS, Finding, combinations, find
from safeguards.identifiers.combinations import KINDS

SALT = "forums.findings"
TOGETHER, DANGER = "TOGETHER", "DANGER"  # labels of what is no identifier by itself
MOST_CONFIRMED = 200  # tokens that are read of one request
HALF_DAY = 12 * 60 * 60  # a token counts until the end of the next one

ADD_UP = gettext_lazy("details that may tell together who it is")
READ = {*SEEN, "how_was_it"} - {"title"}
NAMES = {
    "body": gettext_noop("The words"),
    "reason": gettext_noop("Why"),
    "title": gettext_noop("Title"),
    "tags": gettext_noop("Words to find it by"),
    "poll_question": gettext_noop("What you ask"),
    "poll_options": gettext_noop("Answers to choose from, one a line"),
    "meets_place": gettext_noop("Where"),
    "meets_link": gettext_noop("Or a link to come in by"),
    "recording": gettext_noop("Link to the recording"),
    "links": gettext_noop("Where your links lead"),
}

PICTURE = "picture."
FACE = "FACE"  # label of a picture

#: What tells of a place is what such a field asks for, unless it is somebody's address.
ASKED_FOR = dict.fromkeys(("meets_place", "meets_link"), {"town", "place", "organization"})
ADDRESSES = ("meets_link", "recording")  # links, of which the words are looked at and not that they are links
CODED = {"URL", "ID", "PHONE", "HANDLE"}  # what every such link holds: numbers and codes of rooms
APART = ("tags", "files.", PICTURE, "links", *ADDRESSES)  # no part of what is told
NEUTRAL = {"picture": gettext_lazy("picture"), "paper": gettext_lazy("document")}
PICTURES = {".png", ".jpg", ".jpeg", ".webp"}


@dataclass(frozen=True)
class Noticed:
    """A finding in a field, with its words and the token that confirms it. The words are never stored."""

    field: str
    finding: Finding
    words: str
    token: str
    earlier: str


@dataclass(frozen=True)
class Asked:
    """What is asked about as a whole: details that make one family recognisable together, or words of danger.

    `spans`: (field, start, end). `kinds`: of details, as words.
    """

    spans: tuple[tuple[str, int, int], ...]
    words: tuple[str, ...]
    token: str
    earlier: str
    kinds: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True)
class Found:
    texts: dict[str, str]
    noticed: tuple[Noticed, ...] = ()
    together: Asked | None = None
    danger: Asked | None = None

    def __bool__(self):
        return bool(self.noticed or self.together or self.danger)

    @property
    def tokens(self):
        return {one.token for one in self._all}

    def answered(self, confirmed):
        """The tokens of what these tokens confirm, as they are now."""
        return {one.token for one in self._all if {one.token, one.earlier} & confirmed}

    @property
    def _all(self):
        return (*self.noticed, *(one for one in (self.together, self.danger) if one))

    def kept(self):
        """What may be stored: where something stands and what it is, never what it says."""
        rows = [{"field": one.field, **one.finding.kept()} for one in self.noticed]
        for start in self.together.spans if self.together else ():
            rows.append({"field": start[0], "start": start[1], "end": start[2], "label": TOGETHER})
        return rows

    def besides(self, before):
        """What is found here and was not in `before`, by words and not by place."""
        known = {(one.field, one.finding.label, one.words) for one in before.noticed}
        noticed = (one for one in self.noticed if (one.field, one.finding.label, one.words) not in known)
        together = None if _same(self.together, before.together) else self.together
        danger = None if _same(self.danger, before.danger) else self.danger
        return Found(self.texts, tuple(noticed), together, danger)

    def as_problem(self):
        """For programs and scripts: part of a problem document."""
        answer = {"findings": [told(one) for one in self.noticed]}
        if self.together:
            answer["together"] = {
                "kinds": list(self.together.kinds),
                "detail": self.together.prompt,
                "spans": [places(span) for span in self.together.spans],
                "confirm": self.together.token,
            }
        if self.danger:
            answer["danger"] = {
                "detail": self.danger.prompt,
                "url": settings.MANDATED_REPORT_URL,
                "spans": [places(span) for span in self.danger.spans],
                "confirm": self.danger.token,
            }
        return answer


DUTY = gettext_lazy(
    "This is not a reporting channel. If a child may be in danger, the duty to report stays with you, and nobody here "
    "does it for you."
)
TOLD = gettext_lazy("A moderator is told that these words were shared.")
TOLD_OF_TWO = gettext_lazy(
    "A moderator is told and reads this one contribution, and nothing else of your conversation."
)


def findings_of(fields, *, actor, language=None, spared=None):
    """What is found in `fields` ({name: plain text}). `spared`: {name: [(start, end)]} of mentions that resolve."""
    texts = {name: normalise(text) for name, text in fields.items() if text}
    noticed = []
    for name, text in texts.items():
        for finding in found_in(name, text, language):
            if not is_meant(name, text, finding, (spared or {}).get(name, ())):
                words = text[finding.start : finding.end]
                tokens = _tokens(actor, name, finding.label, finding.start, words)
                noticed.append(Noticed(name, finding, words, *tokens))
    return Found(texts, tuple(noticed), *_asked(texts, actor, language))


def told(one):
    finding = one.finding
    return {
        "field": one.field,
        "label": finding.label,
        "start": finding.start,
        "end": finding.end,
        "reason": str(REASONS[finding.reason]),
        "replace": list(finding.replace),
        "suggestions": list(finding.suggestions),
        "confirm": one.token,
    }


def places(span):
    return dict(zip(("field", "start", "end"), span, strict=True))


def tells(name):
    """Whether the name of a file may tell who somebody is."""
    return bool(found_in("files.0.name", normalise(name), None))


def is_file_name(name):
    return name.startswith("files.") and name.endswith(".name")


def found_in(name, text, language):
    """Findings of a field. Of a file's name the words are found, and it is replaced as a whole; a link is taken out."""
    if name.startswith(PICTURE):
        return [Finding(0, len(text), FACE, "face", (0, len(text)), ("",))]
    if name == "links":
        return [
            replace(one, replace=_line(text, one.start), suggestions=("",)) for one in find(text, language)
        ]
    if name in ADDRESSES:
        return [
            replace(one, replace=(0, len(text)), suggestions=("",))
            for one in find(_in_words(text), language)
            if one.label not in CODED and not _is_part(text, one.start, one.end)
        ]
    if not is_file_name(name):
        return find(text, language)
    path = PurePath(text)
    stem = re.sub(r"(?<=\w)[_+.-](?=[^\W\d])|(?<=[^\W\d])[_+.-](?=\w)", " ", path.stem).replace("_", " ")
    suffix = path.suffix.lower()
    neutral = f"{NEUTRAL['picture' if suffix in PICTURES else 'paper']}{suffix}"
    return [
        replace(one, replace=(0, len(text)), suggestions=(neutral,))
        for one in find(stem, language)
        if one.label != "URL"
    ]


def _in_words(link):
    """The path and query of a link as words, in their places."""
    begin = re.match(r"(?:[^/]*//)?[^/?#]*", link).end()
    rest = re.sub(r"[/?&=#;:,_+]|(?<=\w)[.-](?=[^\W\d])|(?<=[^\W\d])[.-](?=\w)", " ", link[begin:])
    return " " * begin + rest


def _is_part(text, start, end):
    """Whether it is a piece of something longer, as a name within a code is."""
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def _line(text, at):
    """From where to where the line goes in which a place is, with its end."""
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end + 1


def is_meant(name, text, finding, spared):
    """Whether it is what the field asks for, a member who is mentioned, or a link of this site."""
    if finding.reason in ASKED_FOR.get(name, ()):
        return True
    if finding.label == "URL":
        return text[finding.start : finding.end].startswith(settings.BASE_URL.rstrip("/") + "/")
    return any(start <= finding.start and finding.end <= end for start, end in spared)


def _asked(texts, actor, language):
    """(details that add up, words of danger) over all fields together."""
    parts = [(name, text) for name, text in texts.items() if not name.startswith(APART)]
    whole = "\n\n".join(text for _name, text in parts)
    starts, at = [], 0
    for name, text in parts:
        starts.append((at, name))
        at += len(text) + 2

    def placed(start, end):
        begin, name = max(one for one in starts if one[0] <= start)
        return name, start - begin, end - begin

    together = danger = None
    if found := combinations(whole, language):
        words = tuple(whole[start:end] for start, end, _kind in found.spans)
        together = Asked(
            tuple(placed(start, end) for start, end, _kind in found.spans),
            words,
            *_tokens(actor, "", TOGETHER, 0, "\0".join(sorted(words))),
            tuple(str(KINDS[kind]) for kind in found.kinds),
            str(found.prompt),
        )
    if spans := signs_of_danger(whole, language):
        words = tuple(whole[start:end] for start, end in spans)
        tokens = _tokens(actor, "", DANGER, 0, "\0".join(sorted(words)))
        danger = Asked(tuple(placed(*span) for span in spans), words, *tokens, prompt=str(DUTY))
    return together, danger


def _tokens(actor, field, label, start, words):
    """(of this half day, of the one before)."""
    now = int(time.time()) // HALF_DAY
    return tuple(_token(actor, field, label, start, words, half_day) for half_day in (now, now - 1))


def _token(actor, field, label, start, words, half_day):
    value = "\0".join([str(getattr(actor, "pk", "")), field, label, str(start), words, str(half_day)])
    return f"{field}:{label}:{start}:{salted_hmac(SALT, value, algorithm='sha256').hexdigest()[:32]}"


def token_at(actor, one, start):
    """The token of the same words of the same field at another place."""
    return _tokens(actor, one.field, one.finding.label, start, one.words)[0]


def _same(now, before):
    return now is None or (before is not None and sorted(now.words) == sorted(before.words))


def called(name):
    """What a field is called where its form is not at hand."""
    if name in READ:
        return Reflection._meta.get_field(name).verbose_name
    if name.startswith("files."):
        return _("The name of a file") if is_file_name(name) else _("What the picture shows")
    if name.startswith(PICTURE):
        return _("A picture")
    return _(NAMES[name]) if name in NAMES else _("Your words")
