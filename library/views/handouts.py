"""A page for families, made to be printed."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from library.models import GuideHandout, GuidePage
from library.models.handouts import sheet


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
    others = {"others": [code for code in rows if code != language]}
    context = sheet(guide, rows[language], leads_to) | others
    return render(request, "library/handout.html", context)
