"""A sheet for families is one sheet, on A4 and on Letter."""

import pytest
from django.urls import reverse

from library.models.handouts import MOST_WORDS, GuideHandout

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_as_many_words_as_are_taken_fit_on_one_sheet(library, site, enter):
    said = ["Before we start, let me tell you what went well today."] * 3
    steps = ["Pick one ordinary moment and notice one thing in it."] * 3
    rest = " ".join(["word"] * 80)
    body = [
        ["text", {"heading": "Why it matters", "text": f"<p>{rest}</p>"}],
        ["steps", {"heading": "Try it this week", "steps": steps}],
        ["words", {"heading": "Words you can use", "sentences": said}],
    ]
    sheet = {"language": "en", "title": "You already know your child", "intro": "Begin here.", "body": body}
    guide = library.guide(handouts=[sheet])
    assert MOST_WORDS - 25 <= GuideHandout.objects.get().words <= MOST_WORDS
    page = enter(None, reverse("library:handout", args=[guide.pk, "en"]))
    assert page.get_by_role("button", name="Print").is_visible()
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper).count(b"/Type /Page\n") == 1
