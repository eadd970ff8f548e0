"""A page for families, made to be printed."""

import segno
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from library.models import GuideHandout, GuidePage
from library.models.principles import known_principles
from library.models.visibility import absolute


@require_safe
def handout(request, pk, language):
    """The handout of a guide that the viewer may open. Its code leads to the guide, in the language of the handout where
    there is one."""
    guide = get_object_or_404(GuidePage.objects.visible_to(request.user).select_related("locale"), pk=pk)
    rows = {row.language: row for row in GuideHandout.objects.filter(guide=guide.pk)}
    if language not in rows:
        raise Http404
    versions = [guide, *guide.translations_for(request.user)]
    leads_to = next((one for one in versions if one.locale.language_code == language), guide)
    about = guide.principles.values_list("pk", flat=True)[:1]
    with override(language):
        code = code_of(absolute(leads_to), _("Code that leads to the guide"))
    context = {
        "guide": guide,
        "handout": rows[language],
        "others": [code for code in rows if code != language],
        "leads_to": leads_to,
        "address": absolute(leads_to),
        "code": code,
        "principle": next((known_principles().get(key) for key in about), None),
    }
    return render(request, "library/handout.html", context)


def code_of(address, name):
    """A QR code as a drawing, dark on light by day and by night, or no camera would read it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff", title=name
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - segno escapes the name
