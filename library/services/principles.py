"""The frame of the community."""

import uuid

from django.db import transaction
from wagtail.models import Locale

from library.models import Principle, PrincipleIndexPage, PrinciplePage
from library.permissions import check_publish
from library.services.publishing import paragraphs, publish
from members.models import Sector


@transaction.atomic
def create_principle(*, actor, slug, order, hue, chroma, mark, words):
    """One row and a page for each language in `words`; idempotent by slug.

    Words of a language: title, essence, meaning (plain paragraphs), looks (sector's slug and text), questions,
    wording (reconsider, prefer, why).
    """
    check_publish(actor)
    principle, _ = Principle.objects.get_or_create(
        slug=slug, defaults={"order": order, "hue": hue, "chroma": chroma, "mark": mark}
    )
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    present = principle.pages.first()
    key = present.translation_key if present else uuid.uuid4()
    for language, said in words.items():
        locale = Locale.objects.get(language_code=language)
        if principle.pages.filter(locale=locale).exists():
            continue
        page = PrinciplePage(
            title=said["title"],
            slug=slug,
            principle=principle,
            essence=said["essence"],
            locale=locale,
            translation_key=key,
            owner=actor,
            body=_parts(said, sectors),
        )
        PrincipleIndexPage.objects.get(locale=locale).add_child(instance=page)
        publish(page, actor)
    return principle


def _parts(said, sectors):
    parts = []
    if meaning := said.get("meaning"):
        parts.append(("meaning", paragraphs("\n\n".join(meaning))))
    if looks := said.get("looks"):
        parts.append(("looks", [{"sector": sectors[look["sector"]], "text": look["text"]} for look in looks]))
    parts += [(kind, said[kind]) for kind in ("questions", "wording") if said.get(kind)]
    return parts
