"""People and a thread for the system's tests, written under the production settings; prints how to reach them."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402

from forums.models import Forum  # noqa: E402
from forums.services import posting  # noqa: E402
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
    for directory in ("images", "documents", "original_images"):
        (settings.MEDIA_ROOT / directory).mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (settings.MEDIA_ROOT / "images" / "a.html").write_text("<script>alert(1)</script>")
    (settings.MEDIA_ROOT / "documents" / "members.pdf").write_bytes(b"%PDF-1.4")
    (settings.PROTECTED_ROOT / "attachments").mkdir(parents=True)
    (settings.PROTECTED_ROOT / "attachments" / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return {
        "thread": thread.pk,
        "rosa": tokens.issue_token(actor=rosa, name="system test")[1],
        "amara": tokens.issue_token(actor=amara, name="system test")[1],
    }


if __name__ == "__main__":
    print(json.dumps(seed()))
