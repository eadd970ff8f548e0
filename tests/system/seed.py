"""People and a thread for the system's tests, written under the production settings; prints how to reach them."""

import io
import json
import random

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.html import escape  # noqa: E402
from PIL import Image  # noqa: E402

from forums.models import Forum  # noqa: E402
from forums.services import posting, uploads  # noqa: E402
from members.services import tokens  # noqa: E402
from tests.factories import UserFactory  # noqa: E402


def seed():
    forum = Forum.objects.get_or_create(slug="table", defaults={"name": "The table"})[0]
    rosa = UserFactory(email="rosa@example.org", display_name="Rosa Delgado", sector="home-visiting")
    amara = UserFactory(email="amara@example.org", display_name="Amara Nwosu", sector="pediatrics")
    thread = posting.start_thread(
        actor=rosa,
        forum=forum,
        kind="discussion",
        title="What the kettle tells",
        body="Whose kitchen was it?",
    )
    porch = Forum.objects.get_or_create(slug="porch", defaults={"name": "The porch", "audience": "public"})[0]
    long = posting.start_thread(
        actor=rosa,
        forum=porch,
        kind="discussion",
        title="What we notice at the door",
        body="What do you see first?",
    )
    vocabulary = (settings.BASE_DIR / "README.md").read_text().split()
    chance = random.Random(4)  # noqa: S311
    for number in range(30):
        words = " ".join(chance.sample(vocabulary, 20 + 5 * (number % 12)))
        posting.reply(actor=(rosa, amara)[number % 2], thread=long, body=escape(words), at=timezone.now())
    picture = uploads.upload(actor=amara, file=SimpleUploadedFile("kettle.png", png()))
    posting.reply(actor=amara, thread=thread, body="This kettle.", files=[(picture.uuid, "A kettle")])
    for directory in ("images", "documents", "original_images"):
        (settings.MEDIA_ROOT / directory).mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (settings.MEDIA_ROOT / "images" / "a.html").write_text("<script>alert(1)</script>")
    (settings.MEDIA_ROOT / "documents" / "members.pdf").write_bytes(b"%PDF-1.4")
    return {
        "thread": thread.pk,
        "long": long.pk,
        "upload": reverse("forums:attachment-detail", args=[picture.uuid]),
        "upload_name": picture.file.name,
        "session": session_of(rosa),
        "rosa": tokens.issue_token(actor=rosa, name="system test")[1],
        "amara": tokens.issue_token(actor=amara, name="system test")[1],
    }


def png():
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(kept, "PNG")
    return kept.getvalue()


def session_of(user):
    """The cookie of a browser in which the user is signed in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0]


if __name__ == "__main__":
    print(json.dumps(seed()))
