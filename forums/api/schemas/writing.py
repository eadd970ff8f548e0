"""Shapes of what programs write."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from forums.api.schemas.choosing import MeetingIn, PollIn, Text
from forums.api.schemas.conversations import Key, Language, Slug
from forums.services.given import MAX_QUOTE, MAX_QUOTES, MAX_TAG
from forums.services.uploads import MAX_ALT
from forums.services.words import MAX_BODY, MAX_HTML, MAX_TITLE
from forums.wording.findings import MOST_CONFIRMED

Confirmed = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=MOST_CONFIRMED)]
Html = Annotated[Text, Field(max_length=MAX_HTML * MAX_BODY)]


class FileIn(Schema):
    """`uuid`: of a file that you uploaded. `alt`: what a picture shows, without which it is not taken."""

    uuid: UUID
    alt: Annotated[Text, Field(max_length=MAX_ALT)] = ""


Files = Annotated[list[FileIn], Field(max_length=20)]


def pairs_of(files: list[FileIn]) -> list[tuple[UUID, str]]:
    return [(file.uuid, file.alt) for file in files]


class ThreadIn(Schema):
    """`body` is plain text; blank lines part paragraphs, `@Name` mentions. `html` in place of it, as in a reply. A
    reflection begins on the site, where its author reads it once more. `confirmed`: tokens of a 422 answer, for what is
    no identifier though it was found."""

    forum: Slug
    kind: Literal["discussion", "question"] = "discussion"
    title: Annotated[Text, Field(max_length=MAX_TITLE)]
    body: Annotated[Text, Field(max_length=MAX_BODY)] = ""
    html: Html | None = None
    principles: Annotated[list[Slug], Field(min_length=1, max_length=2)]
    sectors: Annotated[list[Slug], Field(max_length=20)] = []
    tags: Annotated[list[Annotated[Text, Field(max_length=MAX_TAG)]], Field(max_length=20)] = []
    language: Language | None = None
    anonymous: bool = False
    poll: PollIn | None = None
    meeting: MeetingIn | None = None
    files: Files = []
    confirmed: Confirmed = []


class QuoteIn(Schema):
    """Words of a post, as its `text` has them."""

    post: Key
    text: Annotated[Text, Field(min_length=1, max_length=MAX_QUOTE)]


class PostIn(Schema):
    """`html` in place of `body`: paragraphs, bold, italic, links, lists and quotes stay, whatever else it holds is taken
    out. `kind` must be one of the five in a reflection. `resource`: one of the library, for the kind of that name."""

    body: Annotated[Text, Field(max_length=MAX_BODY)] = ""
    html: Html | None = None
    kind: Literal["reply", "notice", "wonder", "seat", "idea", "resource"] = "reply"
    parent: Key | None = None
    quotes: Annotated[list[QuoteIn], Field(max_length=MAX_QUOTES)] = []
    resource: UUID | None = None
    language: Language | None = None
    anonymous: bool = False
    poll: PollIn | None = None
    files: Files = []
    confirmed: Confirmed = []


class PostEditIn(Schema):
    """`html` in place of `body`, as in a reply. `revision`: of the text that you changed; where it is not the present
    one, 409 with the present number. `files` come behind those that it has, and of those that it has say `alt` otherwise;
    `without` names those of its own that go, from moderators 30 days later."""

    body: Annotated[Text, Field(max_length=MAX_BODY)] = ""
    html: Html | None = None
    revision: Key
    reason: Annotated[Text, Field(max_length=200)] = ""
    files: Files = []
    without: Annotated[list[UUID], Field(max_length=20)] = []
    confirmed: Confirmed = []
