"""Members propose a guide, or other words in one: a plain form becomes a draft, which goes the way of all drafts."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page, WorkflowState

from cop.core.access import Refused
from cop.core.problems import Conflict
from cop.core.text import normalise
from forums.services import identifying
from forums.services.words import MAX_BODY
from library.models import GuideIndexPage, GuidePage, Proposal
from library.sheets import empty, lines_of, written
from members.models import User
from members.permissions import MEMBERS, check_member, check_post

MOST_OPEN = 5  # proposals of one member on their way or begun at a time
OPEN = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@transaction.atomic
def keep(*, actor, key, fields, guide=None):
    """Keep what is typed and not sent, for its member alone. `fields`: names and lists of strings."""
    check_member(actor)
    row = _own(actor, key, guide)
    if is_on_its_way(row):
        raise Conflict(_("This was sent already."))
    fields = {name: [normalise(value) for value in values] for name, values in fields.items()}
    if sum(len(value) for values in fields.values() for value in values) > 4 * MAX_BODY:
        raise ValidationError(_("This is too long to be kept."))
    row.fields, row.saved_at = fields, timezone.now()
    row.save()
    return row


@transaction.atomic
def propose(*, actor, key, title, summary, lines, guide=None, thanks=False, note="", confirmed=(), **about):
    """Send it: it becomes a draft and goes to whoever reads drafts. Sent twice with one key, it is there once.

    `guide`: the page whose words it changes; without one it is a new guide, and `about` says its language, principles and
    sectors. `lines`: by name, as in library.sheets. `confirmed`: see services/identifying.py.
    """
    check_post(actor)
    row = _own(actor, key, guide)
    if is_on_its_way(row):
        return row
    guide = row.guide if row.sent_at else guide
    draft = draft_of(guide, row) if guide else GuidePage(live=False, owner=actor)
    parts = list(draft.body.raw_data) if guide else empty()
    before = {line.name: line.text for line in lines_of(draft.body.stream_block, parts)}
    texts = {name: text for name, text in lines.items() if text != before.get(name, "")}
    texts |= {"title": title, "summary": summary, "note": note}
    language = draft.locale.language_code if guide else about["language"]
    identifying.look_over(
        actor=actor, forum=None, audience=MEMBERS, fields=texts, confirmed=confirmed, language=language,
        level=identifying.WARN,
    )  # fmt: skip
    body = written(parts, lines)
    if not body:
        raise ValidationError(_("Write at least one part of the guide."))
    draft.title, draft.summary = title, summary
    draft.body = StreamValue(draft.body.stream_block, body, is_lazy=True)
    if guide is None:
        draft = _laid_down(draft, **about)
    draft.save_revision(user=actor, log_action=True)
    row.guide_id, row.guide_key = draft.pk, draft.translation_key
    row.edits = bool(guide) and (row.edits or not row.sent_at)
    row.thanks, row.note, row.fields = thanks, note, {}
    row.saved_at = row.sent_at = timezone.now()
    row.way = _on_its_way(draft, row, actor)
    row.save()
    return row


def draft_of(guide, row=None):
    """The words of a guide as a proposal may change them. Where an editor is at work, or it waits for somebody, nobody may: two
    drafts of one page would undo each other."""
    page = GuidePage.objects.select_related("locale").get(pk=guide.pk)
    own = row is not None and row.sent_at and comes_back(row)
    current = page.current_workflow_state
    if page.locked or (not own and (current or page.has_unpublished_changes)):
        raise Refused(
            _(
                "Somebody is writing in this guide now. Keep your words for later, and send them when the guide is out."
            )
        )
    return page.get_latest_revision_as_object()


def is_on_its_way(row):
    """Whether it was sent, and is with others: nobody can change it now."""
    return bool(row.sent_at) and not comes_back(row)


def comes_back(row):
    """Whether whoever proposed it has it again: changes were asked for."""
    return row.way is not None and row.way.status == WorkflowState.STATUS_NEEDS_CHANGES and row.guide_id


@transaction.atomic
def thank(*, actor, proposal, on):
    """Whether its member is named where the guide ends."""
    check_member(actor)
    if not Proposal.objects.visible_to(actor).filter(pk=proposal.pk).update(thanks=on):
        raise Http404


@transaction.atomic
def let_go(*, actor, proposal):
    """What was never sent is gone; of what came back only the words that were not sent again."""
    check_member(actor)
    row = Proposal.objects.visible_to(actor).filter(pk=proposal.pk).first()
    if row is None:
        raise Http404
    if row.sent_at is None:
        row.delete()
    else:
        Proposal.objects.filter(pk=row.pk).update(sealed="")


def _own(actor, key, guide):
    """The member's row with this key, a new one where there is none; one at a time."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    row = Proposal.objects.select_related("way", "guide").filter(uuid=key).first()
    if row is not None:
        if row.member_id != actor.pk:
            raise Http404
        return row
    going = Proposal.objects.filter(member=actor)
    if going.filter(sent_at=None).count() + going.filter(way__status__in=OPEN).count() >= MOST_OPEN:
        raise Refused(
            _("You have %(n)d proposals on their way or begun. Wait for one of them, or let one go.")
            % {"n": MOST_OPEN}
        )
    return Proposal(uuid=key, member=actor, guide=guide, guide_key=guide and guide.translation_key)


def _laid_down(draft, *, language, principles, sectors):
    index = GuideIndexPage.objects.filter(locale__language_code=language).first()
    if index is None:
        raise ValidationError({"language": _("There is no list of guides in this language yet.")})
    draft.locale_id = index.locale_id
    index.add_child(instance=draft)
    draft.principles.set(principles)
    draft.sectors.set(sectors)
    draft.save()
    return draft


def _on_its_way(draft, row, actor):
    """The workflow of the draft, from where it stood; None where administrators have none."""
    page = Page.objects.get(pk=draft.pk).specific
    current = page.current_workflow_state
    if current is not None:
        current.resume(user=actor)
        return WorkflowState.objects.get(pk=current.pk)
    workflow = page.get_workflow()
    return workflow.start(page, actor) if workflow else None
