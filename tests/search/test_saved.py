"""Searches that members keep: what is new in them is told once, to who may see it then, and without a word of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.http import QueryDict
from django.utils import timezone

from cop.core.access import Refused
from cop.core.queue import run_all_tasks
from forums.models import Forum
from forums.services import moderation, using
from members.models import Follow
from members.services import circles, relations
from notifications.models import Notification
from notifications.selectors import lines, newest
from search.models import SavedSearch, SearchFind
from search.services import saving
from search.tasks import look_for_members, prune_finds
from tests.factories import CircleFactory
from tests.forums.scenes import discussion, said, shared
from tests.search.scenes import index, resource, settle

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.NOTIFICATION_MAIL_DELAY = 0


def keep(member, q="kettle"):
    run_all_tasks()
    settle()
    return saving.keep(actor=member, params=QueryDict(f"q={q}"))


def a_day_later(days=1):
    """What is written now is indexed, then the day has passed since anybody looked or was told."""
    run_all_tasks()
    settle()
    SavedSearch.objects.update(looked_at=timezone.now() - timedelta(days=days))
    look_for_members()
    run_all_tasks()


def told(member):
    return [line.words for line in lines(member, newest(member).filter(kind="found"))]


def test_what_is_new_is_told_once_by_its_number_alone(member, other_member, client_for):
    index("resource", resource("An old kettle"))
    saved = keep(member)
    a_day_later()
    assert told(member) == []

    thread = discussion(other_member, title="Rosa’s kettle")
    said(other_member, thread, "The kettle again.")
    discussion(other_member, title="Nothing of it")
    a_day_later()
    assert told(member) == ["1 new result in a search that you keep"]
    a_day_later()
    assert Notification.objects.filter(kind="found").count() == 1
    (letter,) = [one for one in mail.outbox if one.to == [member.email]]
    assert letter.subject == "There is something new in a search that you keep"
    assert "kettle" not in letter.body.lower() and "List-Unsubscribe" in letter.extra_headers

    client = client_for(member)
    html = client.get("/search/kept/").content.decode()
    assert 'class="count">1<' in html
    place = client.get(f"/search/kept/{saved.pk}/")
    assert place.url == "/search/?q=kettle&sort=newest"
    assert 'class="count">1<' not in client.get("/search/kept/").content.decode()


def test_until_its_member_goes_there_more_is_added_and_no_second_line_comes(member, other_member):
    keep(member)
    discussion(other_member, title="A kettle")
    a_day_later()
    discussion(other_member, title="Another kettle")
    a_day_later()
    assert told(member) == ["2 new results in a search that you keep"]
    assert SearchFind.objects.count() == 1

    SearchFind.objects.update(created_at=timezone.now() - timedelta(days=8))
    discussion(other_member, title="A third kettle")
    a_day_later()
    assert len(told(member)) == 2


def test_several_searches_are_one_line_and_one_letter(member, other_member):
    keep(member, "kettle")
    keep(member, "samovar")
    discussion(other_member, title="A kettle and a samovar")
    a_day_later()
    assert told(member) == ["There is something new in 2 searches that you keep"]
    assert [one.subject for one in mail.outbox if one.to == [member.email]] == [
        "There is something new in 2 searches that you keep"
    ]


def test_only_what_holds_all_that_was_asked_is_new(member, other_member):
    keep(member, "kettle samovar")
    discussion(other_member, title="A kettle alone")
    a_day_later()
    assert told(member) == []


def test_a_closed_circle_tells_only_who_sits_in_it_and_for_as_long(member, other_member):
    circle = CircleFactory(slug="porch", members=[other_member])
    porch = Forum.objects.create(slug="porch", name="Porch", audience="circle", circle=circle)
    keep(member)
    discussion(other_member, title="A kettle on the porch", forum=porch)
    a_day_later()
    assert told(member) == []

    member, other_member = (type(one).objects.get(pk=one.pk) for one in (member, other_member))
    circle = CircleFactory(slug="yard", members=[member, other_member])
    yard = Forum.objects.create(slug="yard", name="Yard", audience="circle", circle=circle)
    discussion(other_member, title="A kettle in the yard", forum=yard)
    a_day_later()
    assert len(told(member)) == 1
    circles.leave_circle(actor=member, circle=circle)
    run_all_tasks()
    fresh = type(member).objects.get(pk=member.pk)
    assert told(fresh) == []
    assert not Notification.objects.filter(member=member, kind="found").exists()


def test_what_is_hidden_before_it_is_told_is_not_told(member, other_member):
    keep(member)
    thread = discussion(other_member, title="A kettle")
    post = said(other_member, thread, "A kettle again.")
    moderation.raise_privacy_concern(actor=member, post=post)
    a_day_later()
    assert SearchFind.objects.get().keys == [f"thread:{thread.pk}"]


def test_an_anonymous_author_is_found_by_no_name(member, other_member):
    keep(other_member, "by:rosa")
    shared(member, anonymous=True)
    a_day_later()
    assert told(other_member) == []


def test_nobody_hears_of_their_own_words_of_whom_they_block_or_of_what_they_muted(member, other_member):
    keep(member)
    discussion(member, title="My own kettle")
    relations.block(actor=member, member=other_member)
    discussion(other_member, title="A kettle of somebody blocked")
    a_day_later()
    assert told(member) == []
    relations.unblock(actor=member, member=other_member)
    thread = discussion(other_member, title="A muted kettle")
    relations.set_level(actor=member, target=thread, level=Follow.Level.MUTED)
    SavedSearch.objects.update(known=[])
    a_day_later()
    assert told(member) == ["1 new result in a search that you keep"]


def test_once_a_week_or_never(member, other_member):
    saved = keep(member)
    saving.choose_pace(actor=member, saved=saved, pace="weekly")
    discussion(other_member, title="A kettle")
    a_day_later()
    assert told(member) == []
    a_day_later(days=7)
    assert len(told(member)) == 1
    saving.choose_pace(actor=member, saved=saved, pace="never")
    discussion(other_member, title="Another kettle")
    a_day_later(days=9)
    assert len(told(member)) == 1


def test_the_page_keeps_changes_and_lets_go(client_for, member):
    index("resource", resource("Kettle"))
    client = client_for(member)
    settle()
    html = client.get("/search/?q=kettle&kind=resource&sort=newest&page=1").content.decode()
    assert "Keep this search" in html
    assert 'name="address" value="q=kettle&amp;kind=resource"' in html
    back = client.post("/search/kept/add/", {"address": "q=kettle&kind=resource"})
    assert back.url == "/search/?q=kettle&kind=resource"
    client.post("/search/kept/add/", {"address": "kind=resource&q=kettle"})
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.pace) == ("kettle, Kind: Resources", "daily")
    html = client.get("/search/kept/").content.decode()
    assert "kettle, Kind: Resources" in html

    client.post(f"/search/kept/{saved.pk}/change/", {"pace": "weekly"})
    assert SavedSearch.objects.get().pace == "weekly"
    client.post(f"/search/kept/{saved.pk}/change/", {"pace": "hourly"})
    assert SavedSearch.objects.get().pace == "weekly"
    client.post(f"/search/kept/{saved.pk}/change/", {"remove": "1"})
    assert not SavedSearch.objects.exists()
    assert "Keep this search" not in client_for(None).get("/search/?q=kettle").content.decode()


def test_nothing_and_too_much_is_not_kept(client_for, member, monkeypatch):
    client = client_for(member)
    client.post("/search/kept/add/", {"address": "page=2"})
    client.post("/search/kept/add/", {"address": ""})
    assert not SavedSearch.objects.exists()
    monkeypatch.setattr(saving, "MOST", 1)
    keep(member)
    with pytest.raises(Refused, match="as many as can be"):
        keep(member, "samovar")
    page = client.post("/search/kept/add/", {"address": "q=samovar"}, follow=True).content.decode()
    assert "as many as can be" in page


def test_finds_are_forgotten(member, other_member):
    keep(member)
    discussion(other_member, title="A kettle")
    a_day_later()
    prune_finds()
    assert SearchFind.objects.exists()
    SearchFind.objects.update(created_at=timezone.now() - timedelta(days=61))
    prune_finds()
    assert not SearchFind.objects.exists()
    assert told(member) == []


def test_how_colleagues_used_a_resource_is_new_without_ones_own_and_of_whom_one_blocks_by_name(
    member, other_member
):
    film = resource("A film")
    keep(member)
    relations.block(actor=member, member=other_member)
    using.tell(actor=member, resource=film, words="My kettle.")
    use = using.tell(actor=other_member, resource=film, words="A kettle of theirs.")
    a_day_later()
    assert not SearchFind.objects.exists()
    using.tell(actor=other_member, resource=film, words="A kettle, by sector.", anonymous=True)
    a_day_later()
    assert SearchFind.objects.get().keys == [f"use:{use.pk}"]
