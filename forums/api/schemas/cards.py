"""What programs are told of the files of a post, and of what its links lead to."""

from typing import Any, Literal
from uuid import UUID

from django.urls import reverse
from ninja import Schema

from forums.models import Attachment
from forums.showing.cards import Card


class ResourceOut(Schema):
    uuid: UUID
    title: str


class CardOut(Schema):
    """What a link of the text leads to, as it is now; only what all who read the conversation may see."""

    href: str
    kind: Literal["guide", "resource", "thread", "post"]
    url: str
    title: str
    text: str
    language: str


class FileOut(Schema):
    """`url` serves the bytes to who is signed in on the site. `alt`: what a picture shows."""

    name: str
    media_type: str
    size: int
    alt: str
    url: str


def cards_out(cards: dict[str, Card]) -> list[dict[str, Any]]:
    return [
        {
            "href": href,
            "kind": card.kind,
            "url": card.url,
            "title": card.title,
            "text": card.text,
            "language": card.language,
        }
        for href, card in cards.items()
    ]


def file_out(file: Attachment) -> dict[str, Any]:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "alt": file.alt,
        "url": reverse("forums:attachment-detail", args=[file.uuid]),
    }
