"""Files for programs: uploaded first, named by what is written afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from forums.services import uploads

router = Router(tags=["files"])


class UploadOut(Schema):
    """It waits a day for the words with which it goes, and is nobody else's until then. `has_face`: a face is probably in
    the picture, and what names it is asked about under `picture.` with its UUID."""

    uuid: UUID
    name: str
    media_type: str
    size: int
    has_face: bool


@router.post("/uploads", response={201: UploadOut}, summary="Upload a file")
def upload_create(request: HttpRequest, upload: File[UploadedFile]) -> Any:
    """One file, as a form sends it (`multipart/form-data`, the field `upload`). Name its `uuid` in the `files` of what
    you write. A picture is drawn anew, without place and camera; a paper keeps its bytes."""
    return Status(201, uploads.upload(actor=request.auth, file=upload))  # type: ignore[attr-defined]


@router.delete("/uploads/{uuid:uuid}", response={204: None}, summary="Take a file back before it is sent")
def upload_remove(request: HttpRequest, uuid: UUID) -> Any:
    uploads.discard(actor=request.auth, uuid=uuid)  # type: ignore[attr-defined]
    return Status(204, None)
