"""Files that are uploaded while one writes."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import Refused
from cop.core.problems import response_for
from forums.services import uploads
from forums.views.speaking import created
from forums.wording.findings import tells
from members.permissions import check_member


@require_POST
@login_required
def upload_create(request):
    """One file as `upload`. Answers its row for the form."""
    check_member(request.user)
    file = request.FILES.get("upload")
    try:
        if file is None:
            raise ValidationError({"upload": _("No file came. Try again.")})
        waiting = uploads.upload(actor=request.user, file=file)
    except (Refused, ValidationError) as error:
        return response_for(error)
    waiting.telling = tells(waiting.name)
    return created(uuid=waiting.uuid, html=row(waiting))


@require_POST
@login_required
def upload_remove(request, uuid):
    uploads.discard(actor=request.user, uuid=uuid)
    return HttpResponse(status=204)


def row(waiting):
    """Of a file that says whether its name is `telling`."""
    return render_to_string("forums/fragments/upload.html", {"file": waiting})
