"""Files of posts: only for who may read the post, and never as a page of ours."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from forums.models import Attachment

#: What a browser may show by itself; all else is saved as a file.
SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}


@require_safe
def attachment_detail(request, uuid):
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
    shown = attachment.media_type in SHOWN
    if settings.PROTECTED_MEDIA == "accel":
        response = HttpResponse(headers={"X-Accel-Redirect": f"/protected/{attachment.file.name}"})
    else:
        try:
            response = FileResponse(attachment.file.open("rb"))
        except FileNotFoundError as error:
            raise Http404 from error
    response["Content-Type"] = attachment.media_type if shown else "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(not shown, attachment.name)
    # SECURITY: whatever the bytes are, they run nothing, embed nothing and are taken for nothing else.
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
