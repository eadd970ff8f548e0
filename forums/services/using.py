"""A member tells how they used a resource; others may ask a moderator to look, who decides whether it stays."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict
from cop.core.text import normalise
from forums.events import DeskChanged, UseChanged, UseRests
from forums.models import ResourceUse
from forums.models.authored import AuthorKind, State
from forums.models.using import MAX_SETTING, MAX_USED
from forums.permissions import CHANGED
from forums.services import identifying
from forums.services.flags import (
    check_flags_of,
    check_reason,
    concerns_of,
    decide_open,
    has_concerns_left,
    hold_back,
)
from forums.services.voices import first_voice
from forums.services.words import checked
from forums.wording.checks import DANGER, IDENTIFIERS, MENDED, Attempt, causes_to_hold, remember_said
from forums.wording.spoken import spoken
from library.models import Resource
from members import services as members
from members.models import Flag, ModeratorMessage, User
from members.permissions import MEMBERS, check_member, check_moderator, check_post

KEEP, HIDE, DESTROY = DECISIONS = ("keep", "hide", "destroy")
BECOMES = {KEEP: State.VISIBLE, HIDE: State.HIDDEN, DESTROY: State.REMOVED}


@transaction.atomic
def tell(
    *,
    actor,
    resource,
    words,
    setting="",
    anonymous=False,
    confirmed=(),
    language=None,
    source_id=None,
    at=None,
):
    """What the actor says of a resource, in place of what they said before. What could identify a family is looked at
    first; what its author calls no identifier stands, and is listed to moderators. What checks hold back waits for one,
    and so do words in place of what a moderator hid. `language`: that of the words, if it is known. `confirmed`: see
    services/identifying.py. `source_id`, `at`: of what is imported, which nobody looks at.
    """
    check_post(actor)
    resource = Resource.objects.visible_to(actor).filter(pk=resource.pk).first()
    if resource is None:
        raise Http404
    said = {"words": checked(words, MAX_USED, "words"), "setting": _short(setting)}
    earlier = _own(actor, resource).exclude(state=State.REMOVED).first()
    # Never the one its author reads the site in: that could tell who is anonymous.
    language = language or spoken(" ".join(said.values()), otherwise=resource.language)
    looked, causes = identifying.NOTHING, []
    if source_id is None:
        causes = causes_to_hold(Attempt(actor, "\n".join(said.values()).strip(), "", None, _place(resource)))
        looked = identifying.look_over(
            actor=actor, forum=None, audience=MEMBERS, fields=said, confirmed=confirmed, language=language,
            before=earlier and (lambda: {name: getattr(earlier, name) for name in said}), tells=True,
        )  # fmt: skip
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=actor.pk
    )  # one at a time: there is one of each
    use = _locked_own(actor, resource) or ResourceUse(resource=resource, source_id=source_id)
    if use.pk is None or use.state == State.REMOVED:
        use.state = State.HIDDEN if use.pk and _is_in_doubt(use) else State.VISIBLE
        use.created_at = at or timezone.now()
    waited = use.state != State.VISIBLE
    if causes and not waited:
        use.state = State.HIDDEN if use.pk else State.HELD
    for name, value in (said | _voice(actor, use, anonymous) | {"language": language}).items():
        setattr(use, name, value)
    use.save()
    remember_said(actor.pk, "\n".join(said.values()).strip(), _place(resource))
    _put_before_moderators(use, looked, causes, waited)
    emit(UseChanged(use.pk))
    return use


@transaction.atomic
def take_back(*, actor, resource):
    """As if nothing had been said, but for moderators: what is open about it stays open, with the words it is about, and
    what they decided counts for what is told in its place."""
    check_member(actor)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    use = _locked_own(actor, resource)
    if use is None or use.state == State.REMOVED:
        return
    if use.state == State.VISIBLE and not Flag.objects.about(use).exists():
        use.delete()  # which says so itself, see forums/signals.py
        return
    use.state = State.REMOVED
    use.save(update_fields=["state", "updated_at"])
    if not Flag.objects.open().about(use).exists():
        _empty(use)
    emit(UseChanged(use.pk))


@transaction.atomic
def flag(*, actor, use, kind, note=""):
    """Ask a moderator to look at it. A privacy concern hides it at once, as it does what is said in conversations."""
    check_member(actor)
    use = _locked(actor, use)
    if use.author_id == actor.pk:
        raise Refused(_("These are your own words. You can change them, or take them back."))
    check_reason(kind, note)
    check_flags_of(actor)
    # What a moderator let stay is not hidden by the same person again.
    hides = kind == Flag.Kind.PRIVACY and use.state == State.VISIBLE and not concerns_of(actor, use).exists()
    hides = hides and has_concerns_left(actor)
    members.raise_flag(actor=actor, target=use, kind=kind, note=normalise(note)[:600], hid_at_once=hides)
    members.audit(actor=actor, verb="flag-use", target=use, anonymous=True, kind=str(kind))
    if hides:
        _change_state(use, State.HIDDEN)
        emit(UseRests(use.pk))
    emit(DeskChanged(use.pk))
    return use


@transaction.atomic
def decide(*, actor, use, decision, note="", read=None, idempotency_key=None):
    """A moderator lets it stay, or shows it again (`keep`), or hides it, or destroys its words, with what was written to report
    them. Its author reads the `note`, without which nothing is hidden or destroyed; of an anonymous one the moderator learns nothing. What its author took back is not shown again. A Conflict
    where the words are not those of the fingerprint `read`. With an `idempotency_key` the note is sent once."""
    check_moderator(actor)
    use = _locked(actor, use, at_desk=True)
    if use.author_id == actor.pk:
        raise Refused(_("Another moderator decides about your own words."))
    if decision not in DECISIONS:
        raise ValidationError({"decision": _("Choose what becomes of it.")})
    if decision != KEEP and not note.strip():
        raise ValidationError({"note": _("Say in a few words why: its author reads it.")})
    if read is not None and read != use.fingerprint:
        raise Conflict(CHANGED)
    outcome = Flag.State.DISMISSED if decision == KEEP else Flag.State.UPHELD
    if not Flag.objects.open().about(use).exists() and _last_outcome(use) != outcome:
        hold_back(use, Flag.Kind.CHECK)  # so that what was decided is known
    if use.state != State.REMOVED:
        _change_state(use, BECOMES[decision])
    if decide_open(actor, use, outcome):
        emit(DeskChanged(use.pk))
    if use.state == State.REMOVED:
        _empty(use)
    if decision == DESTROY:
        Flag.objects.about(use).update(note="")
    members.audit(actor=actor, verb=f"{decision}-use", target=use)
    if note.strip() and use.author_id is not None:
        members.address(
            actor=actor, member=use.author, kind=ModeratorMessage.Kind.NOTE, text=note, about=use,
            masked=use.author_kind == AuthorKind.ANONYMOUS, idempotency_key=idempotency_key,
        )  # fmt: skip
    return use


def _short(setting):
    text = " ".join(normalise(setting or "").split())
    if len(text) > MAX_SETTING:
        raise ValidationError(
            {"setting": _("This is longer than %(limit)d characters.") % {"limit": MAX_SETTING}}
        )
    return text


def hidden_by(actor, pk):
    """What was hidden by an open privacy concern of the actor, or None."""
    use = ResourceUse.objects.select_related("resource").filter(pk=pk, state=State.HIDDEN).first()
    return use if use and concerns_of(actor, use).open().exists() else None


def _own(actor, resource):
    return ResourceUse.objects.filter(author=actor, resource=resource.pk)


def _locked_own(actor, resource):
    """After the lock of its author, who alone writes it; moderators and readers change its state meanwhile."""
    return _own(actor, resource).select_for_update(of=("self",), no_key=True).first()


def _place(resource):
    """Where it is said, for the check of what is said in many places: no key of a conversation."""
    return -resource.pk


def _voice(actor, use, anonymous):
    """Who is anonymous stays in the sector in which they first told it."""
    if anonymous and use.author_kind == AuthorKind.ANONYMOUS and use.pk:
        return {}
    return first_voice(actor, anonymous).fields()


def _locked(viewer, use, at_desk=False):
    uses = ResourceUse.objects
    rows = uses.at_desk_of(viewer) if at_desk else uses.visible_to(viewer)
    use = rows.select_for_update(of=("self",), no_key=True).filter(pk=use.pk).first()
    if use is None:
        raise Http404
    return use


def _is_in_doubt(use):
    """Whether a moderator has to read other words before they are shown: something is open, or the last decision hid it."""
    return Flag.objects.open().about(use).exists() or _last_outcome(use) == Flag.State.UPHELD


def _last_outcome(use):
    decided = Flag.objects.about(use).exclude(state=Flag.State.OPEN)
    return decided.order_by("-decided_at", "-pk").values_list("state", flat=True).first()


def _empty(use):
    """Its author took these words back, and nobody has to read them any more."""
    use.words = use.setting = ""
    use.save(update_fields=["words", "setting", "updated_at"])


def _put_before_moderators(use, looked, causes, waited):
    if causes:
        hold_back(use, Flag.Kind.CHECK, ",".join(causes))
    if looked.fresh.noticed or looked.fresh.together:
        hold_back(use, Flag.Kind.CHECK, IDENTIFIERS)
    if looked.fresh.danger:
        hold_back(use, Flag.Kind.DANGER, DANGER)
    if waited:
        hold_back(use, Flag.Kind.CHECK, MENDED)


def _change_state(use, state):
    if use.state != state:
        use.state = state
        use.save(update_fields=["state", "updated_at"])
        emit(UseChanged(use.pk))
