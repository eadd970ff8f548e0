"""What became of a post: each earlier version beside the one that came after it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cop.core.diffing import Piece, pieces
from cop.core.text import plain
from forums.models import Post, PostRevision
from forums.services.versions import files_of, meeting_as_it_is
from forums.wording.told import said_before
from members.permissions import is_moderator

REVISIONS = 50  # shown of one post, the newest


@dataclass(frozen=True)
class Change:
    """One change. `by`: whose it was, where not the author's. `words`: what became of the words, None where they stayed; `looks`: only how they look did not.
    `beside`: (what else changed, what became of it or None where that is not told)."""

    row: PostRevision
    by: str
    words: list[Piece] | None
    looks: bool
    beside: list[tuple[str, list[Piece] | None]]


def changes_of(post, read=plain, *, names_files=True):
    """The newest first. `read`: makes words of a text as it is stored. `names_files`: tells which files were other ones;
    what was taken out was taken out for its name as well."""
    html, after = said_before(post), as_it_is(post)
    rows = post.revisions.select_related("editor").order_by("-number")[:REVISIONS]
    others = {row.editor_id: row.editor for row in rows if row.editor_id not in (None, post.author_id)}
    parts = {key: part_of(editor) for key, editor in others.items()}
    changes = []
    for row in rows:
        found = pieces(read(row.body), read(html))
        same = all(one.kind == "same" for one in found)
        beside = []
        for name, before in (row.beside or {}).items():
            told = before is not None and after[name] is not None and (names_files or name != "files")
            beside.append(
                (WHAT[name](), pieces(LINES[name](before), LINES[name](after[name])) if told else None)
            )
            after[name] = before
        looks = same and row.body != html
        changes.append(Change(row, parts.get(row.editor_id, ""), None if same else found, looks, beside))
        html = row.body
    return changes


def part_of(editor):
    """Who changed what somebody else said, by their part in it and never by name."""
    return _("A moderator changed this.") if is_moderator(editor) else _("A facilitator changed this.")


def as_it_is(post):
    """All that may change beside the words, as it is now, in the shapes of `PostRevision.beside`. The meeting of what is no
    opening any more went with a conversation that was joined to another: None."""
    meeting = meeting_as_it_is(post.thread) if post.kind == Post.Kind.OPENING else None
    return {"files": files_of(post), "poll": post.poll or {}, "meeting": meeting}


WHAT = {
    "files": lambda: _("Files changed"),
    "poll": lambda: _("The poll changed"),
    "meeting": lambda: _("The meeting changed"),
}


def _files(files):
    return "\n".join(f"{file['name']}: {file['alt']}" if file["alt"] else file["name"] for file in files)


def _poll(poll):
    if not poll:
        return ""
    several = _("Choose one or several") if poll["several"] else _("Choose one")
    ends = [_("Open until %(time)s") % {"time": _time(poll["closes"])}] if poll["closes"] else []
    return "\n".join([poll["question"], several, *(option["text"] for option in poll["options"]), *ends])


def _meeting(meeting):
    if not meeting:
        return ""
    zone = meeting["zone"]
    times = [_time(meeting[name], zone) for name in ("starts", "ends") if meeting[name]]
    off = [_("It does not take place.")] if meeting.get("off") else []
    said = [" – ".join(times), meeting["place"], meeting["link"], meeting.get("recording", "")]
    return "\n".join(filter(None, [*off, *said]))


def _time(text, zone="UTC"):
    local = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone.replace('_', ' ')})"


LINES = {"files": _files, "poll": _poll, "meeting": _meeting}
