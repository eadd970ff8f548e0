"""A resource is found by how colleagues used it: by members alone, whichever engine answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import ResourceUse
from forums.services import using
from library.models import Resource
from search.models import SearchEntry
from tests.factories import UserFactory
from tests.search.scenes import ask, index, resource, settle, titles

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def used(member, run_tasks):
    film = resource("A film about waiting", kind="video")
    using.tell(actor=member, resource=film, words="We whispered beside the aquarium.")
    run_tasks()
    return film


def test_members_find_it_by_these_words_and_read_who_said_them(used, member):
    (found,) = ask(UserFactory(), "aquarium").found
    assert found.title == "A film about waiting" and "whispered" in found.reply_excerpt
    assert found.reply_author == member.display_name


def test_guests_find_nothing_by_them(used, visitor):
    assert titles(ask(visitor, "aquarium")) == []
    assert titles(ask(visitor, "waiting")) == ["A film about waiting"]


@pytest.mark.parametrize("gone", ["taken back", "hidden", "unpublished"])
def test_what_is_gone_is_found_no_more(used, member, moderator, run_tasks, gone):
    if gone == "taken back":
        using.take_back(actor=member, resource=used)
    elif gone == "hidden":
        use = used.uses.get()
        using.decide(actor=moderator, use=use, decision="hide", note="The town, please.")
    else:
        Resource.objects.filter(pk=used.pk).update(state="draft")
        used.refresh_from_db()
        used.save()
    run_tasks()
    assert titles(ask(UserFactory(), "aquarium")) == []


def test_who_told_it_by_sector_only_is_found_by_no_name(used, run_tasks):
    hidden = UserFactory(display_name="Wilhelmina Quist")
    using.tell(actor=hidden, resource=used, words="By the lantern.", anonymous=True)
    run_tasks()
    reader = UserFactory()
    assert titles(ask(reader, "lantern")) == ["A film about waiting"]
    assert titles(ask(reader, "lantern by:wilhelmina")) == [] == titles(ask(reader, "wilhelmina"))


@pytest.mark.parametrize("gone", ["the account", "the resource"])
def test_with_what_it_belonged_to_its_words_go_at_once(used, member, run_tasks, gone):
    (used if gone == "the resource" else member).delete()
    run_tasks()
    assert not SearchEntry.objects.filter(kind="use").exists()


def test_it_leads_to_its_place(used):
    use = used.uses.get()
    entry = SearchEntry.objects.get(key=f"use:{use.pk}")
    assert entry.url == reverse("forums:use-detail", args=[use.pk])


def test_what_was_used_long_ago_counts_less(member, run_tasks):
    films = [resource(f"Film {number}", kind="video") for number in range(2)]
    for film, days in zip(films, (1, 900), strict=True):
        using.tell(
            actor=member, resource=film, words="By the lantern.", at=timezone.now() - timedelta(days=days)
        )
    run_tasks()
    settle()
    assert titles(ask(UserFactory(), "lantern")) == ["Film 0", "Film 1"]
    ResourceUse.objects.update(created_at=timezone.now() - timedelta(days=900))
    ResourceUse.objects.filter(resource=films[1]).update(created_at=timezone.now())
    index("use", *ResourceUse.objects.all())
    assert titles(ask(UserFactory(), "lantern")) == ["Film 1", "Film 0"]
