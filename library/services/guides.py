"""Practice guides made from plain texts; curators write theirs in the editor."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from library.models import GuideHandout, GuideIndexPage, GuidePage, GuideResource, Principle, Resource
from library.permissions import check_curate, check_publish
from library.services.publishing import paragraphs, publish
from members.models import Sector

HEADING = 60  # characters at which the first sentence of a point still is its heading


@transaction.atomic
def create_guide(
    *, actor, source_id, slug, title, language, summary, principle, why_it_matters, try_this_week, watch_for, discuss,
    words_to_say=(), voices=(), sectors=(), tags=(), related_resources=(), provenance="", translation_of=None,
    sources=(), moment=None, adapt_for=(), checklist=None, handouts=(),
):  # fmt: skip
    """A published guide; idempotent by `source_id`. Paragraphs are parted by empty lines.

    `try_this_week`: title, detail and, by sector's slug, adaptations. `watch_for`: points after "- ". `voices`: said in
    practice (text, attribution), each beside the section that it names (`beside`). `principle`, `sectors`: slugs.
    `sources`: title, author, year, url. `moment`: text, setting. `adapt_for`: sector's slug, setting, text. `checklist`:
    title, lines. `handouts`: language, title, intro and parts (kind, value).
    """
    check_publish(actor)
    guide = GuidePage.objects.filter(source_id=source_id).first() if source_id else None
    if guide is not None:
        return guide
    locale = Locale.objects.get(language_code=language)
    guide = GuidePage(
        title=title,
        slug=slug,
        summary=summary,
        provenance=provenance,
        locale=locale,
        owner=actor,
        source_id=source_id,
    )
    original = GuidePage.objects.filter(source_id=translation_of).first() if translation_of else None
    if original is not None:
        guide.translation_key = original.translation_key
    by_slug = {sector.slug: sector for sector in Sector.objects.all()}
    sections = [
        ("moment", {"setting": "", **moment} if moment else None),
        (
            "why_it_matters",
            {"text": paragraphs(why_it_matters), "sources": [_source(one) for one in sources]},
        ),
        ("try_this_week", {"steps": [_step(step, by_slug) for step in try_this_week]}),
        ("words_to_say", {"sentences": list(words_to_say)} if words_to_say else None),
        ("adapt_for", {"adaptations": [_place(one, by_slug) for one in adapt_for]} if adapt_for else None),
        ("checklist", {"title": "", **checklist} if checklist else None),
        ("watch_for", {"points": [watch_item(line) for line in _points(watch_for)]}),
        ("discuss", {"questions": list(discuss)}),
    ]
    guide.body = [
        block for kind, value in sections if value for block in [(kind, value), *_voices(kind, voices)]
    ]
    GuideIndexPage.objects.get(locale=locale).add_child(instance=guide)
    guide.principles.set(Principle.objects.filter(slug=principle))
    guide.sectors.set(Sector.objects.filter(slug__in=sectors))
    guide.tags.set(tags)
    resources = Resource.objects.in_bulk(related_resources, field_name="source_id")
    guide.related_resources = [
        GuideResource(resource=resources[key], sort_order=order)
        for order, key in enumerate(related_resources)
        if key in resources
    ]
    guide.handouts = [
        GuideHandout(**{**one, "body": [tuple(part) for part in one["body"]], "sort_order": order})
        for order, one in enumerate(handouts)
    ]
    return publish(guide, actor)


@transaction.atomic
def draft_guide(*, actor, title, summary, language, principles=(), quotations=()):
    """A guide that nobody but its editors sees yet, begun with words from a conversation (keys of `registries.quotations`).
    Where there is no list of guides in that language, it stands in the first that there is."""
    check_curate(actor)
    indexes = GuideIndexPage.objects.order_by("pk")
    index = indexes.filter(locale__language_code=language).first() or indexes.first()
    if index is None:
        raise ValidationError(_("There is no list of guides yet."))
    guide = GuidePage(title=title, summary=summary, locale_id=index.locale_id, owner=actor, live=False)
    guide.body = [("quotation", {"said": key}) for key in quotations]
    index.add_child(instance=guide)
    guide.principles.set(principles)
    guide.save()
    guide.save_revision(user=actor, log_action=True)
    return guide


@transaction.atomic
def add_quotations(*, actor, guide, quotations):
    """Words from a conversation at the end of the newest draft of a guide; readers see nothing of it before it is published.
    Those that the draft holds already stand where they stand. Two at once wait for each other, and lose nothing."""
    check_curate(actor)
    Page.objects.select_for_update(no_key=True).get(pk=guide.pk)
    guide = GuidePage.objects.get(pk=guide.pk)
    rights = guide.permissions_for_user(actor)
    if not rights.can_edit() or rights.page_locked():
        raise ValidationError(
            {"guide": _("This guide cannot be changed now. It is locked, or waits for a moderator.")}
        )
    newest = guide.get_latest_revision_as_object()
    there = set(newest.quotation_keys)
    missing = [key for key in quotations if key not in there]
    for key in missing:
        newest.body.append(("quotation", {"said": key}))
    if missing:
        newest.save_revision(user=actor, log_action=True)


def watch_item(line):
    """A point of "watch for": its first sentence, where it is short, becomes the heading."""
    text = " ".join(line.split())
    head, dot, rest = text.partition(". ")
    if dot and len(head) <= HEADING and rest:
        return {"title": head, "text": paragraphs(rest)}
    return {"title": "", "text": paragraphs(text)}


def _points(text):
    return text.strip().removeprefix("- ").split("\n- ")


def _step(step, sectors):
    adaptations = step.get("adaptations", {})
    return {
        "title": step["title"],
        "detail": paragraphs(step["detail"]),
        "adaptations": [{"sector": sectors[slug], "text": text} for slug, text in adaptations.items()],
    }


def _source(source):
    return {"author": "", "year": None, "url": "", **source}


def _place(adaptation, sectors):
    return {
        "sector": sectors[adaptation["sector"]],
        "setting": adaptation.get("setting", ""),
        "text": paragraphs(adaptation["text"]),
    }


def _voices(section, voices):
    for voice in voices:
        if voice["beside"] == section:
            yield "quote", {"text": voice["text"], "attribution": voice["attribution"]}
