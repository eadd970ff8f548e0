"""What could identify a family is looked at before others read it, by every verb that lets them: one door for all.

    looked = identifying.look_over(actor=…, forum=…, audience=…, fields={…}, confirmed=…)   # or Unresolved
    found += looked.holds                                                                    # causes to wait for
    …the post is written…
    identifying.note(post, looked)

A forum says what becomes of what its author calls no identifier (`Forum.identifiers`): it is sent and listed to
moderators (warn), it waits for one (hold), or it cannot be sent (block). Between two colleagues it is sent, since no
moderator reads there; words of danger alone are put before one there too, with the one post in which they stand. A journal is never looked at, and neither is what is imported.
"""

from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop.core.events import emit
from cop.core.limits import count
from cop.core.text import length, sanitise
from forums.events import DeskChanged
from forums.models import Attachment, Forum, Post
from forums.models.authored import State
from forums.readers import is_between_two
from forums.services.flags import disclose, hold_back
from forums.services.uploads import as_alt
from forums.services.words import MAX_BODY, MAX_HTML, MAX_TITLE, places_of_members
from forums.wording.checks import DANGER, IDENTIFIERS
from forums.wording.findings import MOST_CONFIRMED, NEUTRAL, TOLD, TOLD_OF_TWO, Found, findings_of
from forums.wording.rich import targets
from forums.wording.told import address, picture_field, stored_words
from members.models import Flag

WARN, HOLD, BLOCK = Forum.Identifiers.values

#: Of one member, while writing and when sending: more than anybody pauses in their writing.
LOOKS_A_MINUTE = 120
LONGEST = {"title": MAX_TITLE}  # characters of a field; of every other, and of half of all together, MAX_BODY


class Look(tuple):
    """As `confirmed`: whoever only looks. Nothing is sent, whatever is found."""

    __slots__ = ()


class Unresolved(ValidationError):
    """Something was found that its author has not answered yet. Nothing was written.

    `found`: what; `confirmed`: the tokens that count already; `level`: of the forum; `again` looks at other texts.
    """

    def __init__(self, found, level, confirmed=(), again=None):
        super().__init__(said_of(found, level, confirmed))
        self.found, self.level, self.confirmed, self.again = found, level, frozenset(confirmed), again

    @property
    def more(self):
        """What goes into the answer beside the errors."""
        return self.found.as_problem() | {"setting": self.level}


@dataclass(frozen=True)
class Looked:
    """What was found, every bit of it answered. `fresh`: what the words before did not have. `listed`: what is found is
    put before moderators; `told`: they are told of words of danger."""

    found: Found = field(default_factory=lambda: Found({}))
    fresh: Found = field(default_factory=lambda: Found({}))
    level: str = WARN
    listed: bool = False
    told: bool = False

    def fits(self, forum):
        """Whether it was looked at with the setting of this forum."""
        return (self.level, self.listed) == (level_of(forum), forum is not None)

    @property
    def holds(self):
        """Causes for which it has to wait."""
        return [IDENTIFIERS] if self.level == HOLD and self.fresh.noticed else []


def level_of(forum):
    """Between two colleagues no moderator reads, so that nothing could wait for one."""
    return forum.identifiers if forum is not None else WARN


#: Of what is imported, which nobody looks at.
NOTHING = Looked()


def look_over(
    *, actor, forum, audience, fields, confirmed=(), html=None, language=None, before=None, level=None, tells=None
):  # fmt: skip
    """What is found in these fields, when its author has answered all of it; else Unresolved. Before any lock.

    `html`: of the body, where that is rich: where its links lead is looked at too. `before`: for what is changed, answers {field: text} as it stood: what stood
    there already is asked about again, and makes nothing wait. `level` in place of the forum's: then no moderator is
    told, unless `tells`. What is too long is refused unread, and TooMany raised for whoever has it looked at without end.
    """
    check_lengths(fields, html)
    if html:
        fields = fields | {"links": targets(sanitise(html))}
        check_lengths({"body": fields["links"]})
    if settings.POSTS_A_MINUTE:  # where members write as much as they like, they are looked at as often
        count(looks_of(actor), LOOKS_A_MINUTE)
    between_two = forum is None and is_between_two(audience)
    tells = (forum is not None or between_two) and level is None if tells is None else tells
    level = level or level_of(forum)
    found = look(actor=actor, audience=audience, fields=fields, html=html, language=language)
    earlier = findings_of(before(), actor=actor, language=language) if found and before else Found({})
    fresh = found.besides(earlier)
    given = found.answered(set(list(confirmed)[:MOST_CONFIRMED]))
    missing = [one.token for one in found.noticed if level == BLOCK or one.token not in given]
    missing += [one.token for one in (fresh.together, fresh.danger) if one and one.token not in given]
    if missing or isinstance(confirmed, Look):

        def asked(found, fresh):
            danger = fresh.danger
            if danger and tells:
                danger = replace(danger, prompt=f"{danger.prompt} {TOLD_OF_TWO if between_two else TOLD}")
            found = replace(found, together=fresh.together, danger=danger)
            return Unresolved(found, level, given & found.tokens, again)

        def again(texts):
            found = look(actor=actor, audience=audience, fields=texts, language=language)
            return asked(found, found.besides(earlier))

        raise asked(found, fresh)
    return Looked(found, fresh, level, listed=forum is not None, told=tells)


def check_lengths(fields, html=None):
    """Refuses what no verb would store, since to look at words takes far longer than to count them."""
    sizes = {name: length(text or "") for name, text in fields.items()}
    over = next((name for name, size in sizes.items() if size > LONGEST.get(name, MAX_BODY)), None)
    if over is None and (sum(sizes.values()) > 2 * MAX_BODY or len(html or "") > MAX_HTML * MAX_BODY):
        over = "body"
    if over is not None:
        limit = LONGEST.get(over, MAX_BODY)
        raise ValidationError({over: _("This is longer than %(limit)d characters.") % {"limit": limit}})


def looks_of(actor):
    """Under which name a member's looks are counted."""
    return f"forums:looked:{actor.pk}"


def look(*, actor, audience, fields, html=None, language=None):
    """What is found in these fields; members who are mentioned are no finding."""
    body = fields.get("body") or ""
    spared = {"body": places_of_members(audience, body, html)} if "@" in body else {}
    return findings_of(fields, actor=actor, language=language, spared=spared)


def note(post, looked):
    """Keep with a post that was written what was found in it, as labels and places alone, and tell moderators.

    Within the transaction that wrote it; what holds it back was put to them already.
    """
    if looked.fresh.danger and looked.told:
        hold_back(post, Flag.Kind.DANGER, DANGER)
        if not looked.listed:
            disclose(post)
    if not looked.listed:
        return
    if looked.fresh.noticed or looked.fresh.together or post.found:
        keep(post)
    if looked.level == WARN and looked.fresh.noticed or looked.fresh.together:
        hold_back(post, Flag.Kind.CHECK, IDENTIFIERS)


def note_change(post, looked):
    """`note` of changed words: where nothing is left to find, nobody has to look at it for that any more."""
    had = bool(post.found)
    note(post, looked)
    if had and not post.found and post.state == State.VISIBLE:
        listed = Flag.objects.open().about(post).filter(kind=Flag.Kind.CHECK, cause=IDENTIFIERS)
        if listed.update(state=Flag.State.DISMISSED, decided_at=timezone.now()):
            emit(DeskChanged(post.pk))


def keep(post):
    """Places are those of the words as they are stored, which is what moderators see."""
    kept = findings_of(stored_words(post), actor=None).kept() or None
    if kept != post.found:
        post.found = kept
        Post.objects.filter(pk=post.pk).update(found=kept)


def fields_of_thread(actor, *, title, body, told, tags, poll, meeting, files, anonymous):
    """What begins a conversation. `told`: the fields of a reflection in place of title and body."""
    said = told or {"title": title, "body": body}
    further = fields_of_poll(poll) | fields_of_meeting(meeting)
    return (
        said
        | {"tags": ", ".join(map(str, tags))}
        | further
        | fields_of_files(actor, files, nameless=anonymous)
    )


def fields_of_files(actor, files, *, nameless=False):
    """The names of files that wait, what their pictures show, and which of them probably show a face. Whose author is
    anonymous, their names are not sent."""
    files = dict(files)
    if not files:
        return {}
    waiting = Attachment.objects.waiting_for(actor).filter(uuid__in=files).in_bulk(field_name="uuid")
    fields = {}
    for place, (uuid, alt) in enumerate(files.items()):
        alt, file = as_alt(alt), waiting.get(uuid)
        name = "" if nameless or file is None else file.name
        fields[f"files.{place}.alt"] = alt
        fields[f"files.{place}.name"] = name
        if file and file.has_face:
            fields[picture_field(file)] = alt or name or str(NEUTRAL["picture"])
    return fields


def fields_of_poll(poll):
    if not poll:
        return {}
    options = "\n".join(str(text) for text in poll.get("options") or ())
    return {"poll_question": poll.get("question") or "", "poll_options": options}


def fields_of_meeting(meeting):
    if not meeting:
        return {}
    return {"meets_place": meeting.get("place") or "", "meets_link": address(meeting.get("link") or "")}


def said_of(found, level, confirmed):
    """Errors by field, for who sends it; "" for what is asked about as a whole."""
    errors: dict[str, list[str]] = {}
    open_in: dict[str, int] = {}
    for one in found.noticed:
        open_in[one.field] = open_in.get(one.field, 0) + (level == BLOCK or one.token not in confirmed)
    for name, number in open_in.items():
        if number:
            errors[name] = [
                ngettext(
                    "One thing here may tell who the child or family is. Look at it once more.",
                    "%(n)d things here may tell who the child or family is. Look at them once more.",
                    number,
                )
                % {"n": number}
            ]
    asked = []
    if found.together and found.together.token not in confirmed:
        asked.append(_("Details that are harmless alone may tell together which family this is."))
    if found.danger and found.danger.token not in confirmed:
        asked.append(
            _("These words suggest that somebody may be in danger. Read the notice before you go on.")
        )
    return errors | ({"": asked} if asked else {})
