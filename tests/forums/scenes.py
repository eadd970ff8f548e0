"""Conversations for the tests of pages, made by the same verbs that people use."""

import uuid

from forums.models import Forum, Reflection
from forums.services import posting, reflections, sharing
from library.models import Principle
from members.models import Circle
from tests.factories import CircleFactory, sector

WORDS = {
    "title": "The wait by the window",
    "moment": "arrival-goodbye",
    "age_band": "18-24 months",
    "setting": "Child care center",
    "what_happened": "He cries at drop-off. She stands outside, below the window.",
    "already_working": "She picked the one spot from which she could keep to the rule.",
    "question": "How have you changed a goodbye together with a parent?",
}


def principle(slug="trust-parents"):
    return Principle.objects.get_or_create(slug=slug)[0]


def table(**fields):
    return Forum.objects.get_or_create(slug="table", defaults={"name": "The table"} | fields)[0]


def circle_forum(*members):
    """A circle's forum. Who was looked at before sits in it only when asked again, as in another request."""
    for one in members:
        vars(one).pop("_audience_tokens", None)
        vars(one).pop("seats", None)
    circle = Circle.objects.filter(slug="porch").first() or CircleFactory(
        slug="porch", name="Porch circle", members=members
    )
    return Forum.objects.get_or_create(
        slug="porch", defaults={"name": "Porch circle", "audience": "circle", "circle": circle}
    )[0]


def discussion(author, *, title="What the kettle tells", body="Whose kitchen was it?", forum=None, **fields):
    return posting.start_thread(
        actor=author, forum=forum or table(), kind="discussion", title=title, body=body,
        principles=[principle()], **fields,
    )  # fmt: skip


def draft(author, **fields):
    """A reflection in a journal, complete unless `fields` say otherwise."""
    fields = WORDS | {"principles": [principle()], "please": "wonder"} | fields
    reflection = reflections.begin(actor=author)
    return reflections.save_draft(actor=author, reflection=reflection, **fields)


def shared(author, *, forum=None, anonymous=False, asked=(), **fields):
    """The thread of a shared reflection."""
    reflection = draft(author, asked_sectors=[sector(slug) for slug in asked], **fields)
    return reflections.share(
        actor=author, reflection=Reflection.objects.get(pk=reflection.pk), forum=forum or table(), attested=True,
        anonymous=anonymous,
    )  # fmt: skip


def between(author, colleague, **fields):
    """The thread of a reflection that its author shares with one colleague. Both are looked at anew by whoever asks."""
    thread = sharing.share_with(
        actor=author, reflection=draft(author, **fields), colleague=colleague, attested=True
    )
    for one in (author, colleague):
        for kept in ("_audience_tokens", "seats"):
            vars(one).pop(kept, None)
    return thread


def said(author, thread, body="I notice the kettle.", **fields):
    return posting.reply(actor=author, thread=thread, body=body, **fields)


def key():
    return str(uuid.uuid4())
