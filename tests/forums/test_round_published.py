"""The summary of a round opens when it is published, and shows only what everybody may still read."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from forums.models import Round
from forums.rounds import summary as round_summary
from forums.services import attending, moderation, rounds, running
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_rounds import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(moderator, member, other_member):
    """A round in which something was said in several phases."""
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5), cases=[scenes.shared(member)])
    running.lead(actor=moderator, thread=thread, act="start")
    scenes.said(other_member, thread, "Spoken while presenting.")
    attending.be_here(actor=other_member, thread=thread, on=True)
    for words in (None, "He looked for her hand.", "A blanket by the door.", "One breath before I speak."):
        running.lead(actor=moderator, thread=thread, act="next")
        if words:
            scenes.said(other_member, thread, words)
    scenes.said(other_member, thread, "I notice the pause.", kind="notice")
    running.lead(actor=moderator, thread=thread, act="end")
    return thread


def address(thread):
    return f"/threads/{thread.pk}/round/summary/"


def test_it_opens_when_it_is_published(held, moderator, member, client_for):
    assert client_for(member).get(address(held)).status_code == 403
    assert client_for(moderator).get(address(held)).status_code == 200
    form = {"recording": "https://video.example.org/1"}
    assert client_for(member).post(f"/threads/{held.pk}/round/sum-up/", form).status_code == 403
    assert client_for(moderator).post(f"/threads/{held.pk}/round/sum-up/", form).status_code == 302
    page = client_for(member).get(address(held)).content.decode()
    assert "https://video.example.org/1" in page and "A colleague was here" in page
    assert "Read the summary" in client_for(member).get(f"/threads/{held.pk}/").content.decode()


def test_what_was_said_stands_where_it_belongs(held, moderator, client_for):
    page = client_for(moderator).get(address(held)).content.decode()
    parts = {name: page.partition(f'id="part-{name}"')[2].partition("</section>")[0] for name in PARTS}
    assert "He looked for her hand." in parts["strengths"] and "I notice the pause." in parts["strengths"]
    assert "A blanket by the door." in parts["ideas"]
    assert "One breath before I speak." in parts["takeaways"]
    assert "Nothing was written down here." in parts["resources"]
    assert "Spoken while presenting." not in page


PARTS = ("strengths", "ideas", "takeaways", "resources")


def test_what_was_hidden_since_is_gone_and_anonymous_words_stay_so(held, moderator, member, client_for):
    running_on = plan(moderator, at=timezone.now() + timedelta(minutes=5))
    running.lead(actor=moderator, thread=running_on, act="start")
    shy = UserFactory(display_name="Somebody Shy", sector="policy")
    scenes.said(shy, running_on, "She knew the way.", kind="notice", anonymous=True)
    worrying = scenes.said(member, running_on, "Too close to one family.", kind="idea")
    moderation.raise_privacy_concern(actor=shy, post=worrying)
    running.lead(actor=moderator, thread=running_on, act="end")
    rounds.sum_up(actor=moderator, thread=running_on)
    page = client_for(member).get(address(running_on)).content.decode()
    assert "She knew the way." in page and "A colleague" in page and "Somebody Shy" not in page
    assert "Too close to one family." not in page


def test_a_recording_is_an_address_and_there_is_no_summary_before_the_end(held, moderator):
    with pytest.raises(ValidationError):
        rounds.sum_up(actor=moderator, thread=held, recording="javascript:alert(1)")
    with pytest.raises(ValidationError):
        rounds.sum_up(actor=moderator, thread=plan(moderator))


def test_much_of_one_part_leaves_the_others_theirs(held, moderator, monkeypatch):
    monkeypatch.setattr(round_summary, "MOST", 1)
    parts = {part.name: part for part in round_summary.summary_of(held)}
    assert [len(parts[name].said) for name in PARTS] == [1, 1, 1, 0]
    assert [parts[name].more for name in PARTS] == [True, False, True, False]
    assert "One breath" in parts["takeaways"].said[0]["post"].body
    running_on = plan(moderator, at=timezone.now() + timedelta(minutes=5))
    running.lead(actor=moderator, thread=running_on, act="start")
    for number in range(6):
        scenes.said(moderator, running_on, f"Strength {number}.", kind="notice")
    Round.objects.filter(thread=running_on).update(phase="takeaway")
    scenes.said(moderator, running_on, "One breath more.")
    parts = {part.name: part for part in round_summary.summary_of(running_on)}
    assert len(parts["strengths"].said) == 1 and parts["strengths"].more
    assert len(parts["takeaways"].said) == 1


@pytest.mark.identifiers
def test_the_words_in_the_link_of_a_recording_are_asked_about(moderator, client_for):
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5))
    for act in ("start", "end"):
        running.lead(actor=moderator, thread=thread, act=act)
    page, url = client_for(moderator), f"/threads/{thread.pk}/round/sum-up/"
    fields = {"recording": "https://video.example.org/88123456789/Maya%20Okonkwo.mp4?key=Zmx9LilyQ1"}
    answer = page.post(url, fields)
    html = answer.content.decode()
    thread.round.refresh_from_db()
    assert answer.status_code == 422 and "<mark>Maya Okonkwo</mark>" in html and thread.round.recording == ""
    boxes = [unescape(one) for one in re.findall(r'name="confirmed" value="([^"]*)"', html)]
    taps = [unescape(one) for one in re.findall(r'name="replace" value="([^"]*)"', html)]
    assert (len(boxes), len(taps)) == (1, 1)
    html = page.post(url, fields | {"replace": taps[0]}).content.decode()
    assert "Okonkwo" not in html and "Nothing is underlined any more" in html
    assert page.post(url, fields | {"confirmed": boxes}).status_code == 302
    opening = thread.posts.get(kind="opening")
    assert opening.state == "hidden", "it waits for a moderator, as a changed meeting does"
    assert "<mark>Maya Okonkwo</mark>" in page.get(f"/moderation/{opening.pk}/").content.decode()
