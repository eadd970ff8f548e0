"""Pictures of what files look like: only for who may have the file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from library.entries import PUBLIC, audience_under
from library.models import Resource


@require_safe
def resource_picture(request, pk):
    """The first page of a resource's file. Its address names when it was drawn, so that it may be kept."""
    seen = Resource.objects.visible_to(request.user).with_files(request.user, picture=True)
    resource = get_object_or_404(seen, pk=pk)
    picture = resource.first_page
    if picture is None:
        raise Http404
    response = HttpResponse(bytes(picture.picture), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400" if _is_for_all(resource) else "private, no-store"
    # SECURITY: it was drawn from a stranger's file; whatever the bytes are, they run nothing and are taken for nothing else.
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _is_for_all(resource):
    """Whether whoever uses this device next may see the file as well."""
    published = resource.state == Resource.State.PUBLISHED and resource.audience == Resource.Audience.PUBLIC
    return published and audience_under(resource.document.collection) == PUBLIC
