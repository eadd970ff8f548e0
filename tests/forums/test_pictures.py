"""How the people of a forum answer each other, in pictures: nothing below five is told, and nobody can be worked out."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cop.core.kept import forget_all
from forums.across.pictures import SMALL, pictures_of
from forums.models import Post, Thread, ThreadSeat
from members.models import AuditEntry
from tests.factories import CircleFactory, UserFactory, sector
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def answered(author, slug, times, *, hours=3, **fields):
    """So many reflections, each answered once by somebody of a sector after some hours."""
    for _one in range(times):
        thread = scenes.shared(author, **fields)
        post = scenes.said(UserFactory(sector=slug), thread, kind="notice")
        Post.objects.filter(pk=post.pk).update(created_at=thread.created_at + timedelta(hours=hours))


def page_of(client, query=""):
    return client.get(f"/pictures/{query}")


def replies(forum, asked, answered_by):
    return pictures_of(forum).replies[sector(asked).pk][sector(answered_by).pk]


class TestNumbers:
    def test_replies_are_counted_from_sector_to_sector(self, member):
        for slug in ("pediatrics", "policy"):
            sector(slug)
        answered(member, "pediatrics", 6)
        answered(member, "policy", 4)
        assert replies(scenes.table(), "home-visiting", "pediatrics") == 6
        assert replies(scenes.table(), "home-visiting", "policy") == SMALL
        assert replies(scenes.table(), "pediatrics", "policy") == SMALL, "none reads like few"

    def test_somebody_anonymous_in_a_small_sector_is_in_no_number(self, member):
        person = UserFactory(sector="policy")
        for number in range(6):
            scenes.said(person, scenes.shared(member), kind="notice", anonymous=number == 0)
        assert replies(scenes.table(), "home-visiting", "policy") == 5
        for _one in range(5):
            scenes.shared(person, anonymous=True)
        for thread in Thread.objects.filter(author=person):
            scenes.said(UserFactory(sector="pediatrics"), thread, kind="notice")
        assert replies(scenes.table(), "policy", "pediatrics") == SMALL
        for _colleague in range(10):
            UserFactory(sector="policy")
        forget_all()
        assert replies(scenes.table(), "home-visiting", "policy") == 6
        assert replies(scenes.table(), "policy", "pediatrics") == 5

    def test_hours_to_the_first_answer_of_another_sector(self, member):
        for hours in (1, 1, 2, 2, 3, 3, 4, 4, 50, 60):
            answered(member, "pediatrics", 1, hours=hours)
        thread = scenes.shared(member)
        scenes.said(UserFactory(), thread, kind="notice")  # of its author's own sector
        scenes.said(member, thread, kind="reply")
        this_week = pictures_of(scenes.table()).weeks[-1]
        assert (this_week.median, this_week.ninetieth) == (3, 50)

    def test_of_fewer_than_ten_nine_in_ten_would_be_one(self, client_for, member, moderator):
        answered(member, "pediatrics", 9)
        this_week = pictures_of(scenes.table()).weeks[-1]
        assert (this_week.median, this_week.ninetieth) == (3, None)
        client = client_for(moderator)
        assert "fewer than ten" in page_of(client).content.decode()
        assert "<10" in client.get("/pictures/numbers.csv").content.decode()

    def test_nobody_anonymous_goes_into_the_hours(self, member):
        for _colleague in range(10):
            UserFactory(sector="pediatrics")
            UserFactory(sector="home-visiting")
        forget_all()
        answered(member, "pediatrics", 4)
        answered(member, "pediatrics", 1, anonymous=True)
        assert pictures_of(scenes.table()).weeks[-1].median is None
        thread = scenes.shared(member)
        post = scenes.said(UserFactory(sector="pediatrics"), thread, kind="notice", anonymous=True)
        assert pictures_of(scenes.table()).weeks[-1].median is None
        Post.objects.filter(pk=post.pk).update(author_kind="member")
        assert pictures_of(scenes.table()).weeks[-1].median is not None

    def test_a_week_with_four_has_no_point(self, member):
        answered(member, "pediatrics", 4)
        assert pictures_of(scenes.table()).weeks[-1].median is None

    def test_reflections_are_counted_by_principle(self, member):
        village, trust = scenes.principle("village"), scenes.principle()
        for _one in range(5):
            scenes.shared(member, principles=[village])
        scenes.shared(member, principles=[trust])
        forget_all()
        found = {row.slug: number for row, number in pictures_of(scenes.table()).principles}
        assert found == {"village": 5, "trust-parents": SMALL}

    def test_what_is_old_hidden_or_elsewhere_is_not_counted(self, member):
        forum = scenes.circle_forum(member)
        answered(member, "pediatrics", 6)
        assert replies(forum, "home-visiting", "pediatrics") == SMALL
        keys = list(Thread.objects.values_list("pk", flat=True))
        Thread.objects.filter(pk=keys[0]).update(state="hidden")
        assert replies(scenes.table(), "home-visiting", "pediatrics") == 5
        Thread.objects.filter(pk=keys[1]).update(created_at=timezone.now() - timedelta(days=91))
        assert replies(scenes.table(), "home-visiting", "pediatrics") == SMALL


class TestThePage:
    def test_what_is_small_looks_the_same_whatever_it_is(self, client_for, member, moderator):
        """From none to four: the same page, so that no tint, size or word tells which."""

        def drawn():
            page = page_of(client_for(moderator)).content.decode()
            return re.findall(r"<svg class=\"picture (?:heat|bars).*?<details", page, re.DOTALL)

        seat = sector("policy")
        answered(member, "pediatrics", 6)
        forget_all()
        before = drawn()
        assert len(before) == 2
        thread = Thread.objects.first()
        for number in range(1, 5):
            ThreadSeat.objects.update_or_create(thread=thread, sector=seat, defaults={"named": number})
            assert drawn() == before
        ThreadSeat.objects.update_or_create(thread=thread, sector=seat, defaults={"named": 5})
        assert drawn() != before

    def test_every_picture_has_its_table_and_no_totals(self, client_for, member, moderator):
        answered(member, "pediatrics", 6)
        page = page_of(client_for(moderator)).content.decode()
        assert page.count("<table>") == 3
        assert page.count('role="img"') == 3
        assert "Total" not in page
        assert "style=" not in page

    def test_the_file_says_the_same_and_taking_it_is_recorded(self, client_for, member, moderator):
        answered(member, "pediatrics", 6)
        answer = client_for(moderator).get("/pictures/numbers.csv")
        assert "attachment" in answer["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        pairs = {(row[1], row[2]): row[3] for row in rows if row[0].startswith("replies")}
        assert pairs["Home visiting", "Pediatrics"] == "6"
        assert pairs["Pediatrics", "Home visiting"] == SMALL
        assert all(row[3] in (SMALL, "<10") or float(row[3]) >= 1 for row in rows[1:])
        assert AuditEntry.objects.filter(verb="export-pictures", actor=moderator).exists()

    def test_the_file_speaks_the_language_of_its_reader(self, client_for, member, moderator):
        answered(member, "pediatrics", 6)
        moderator.language = "es"
        moderator.save()
        text = client_for(moderator).get("/pictures/numbers.csv").content.decode()
        assert text.startswith("\ufeff")
        assert "mediana" in text
        assert "replies in" not in text

    def test_a_facilitator_looks_at_their_own_circle_alone(self, client_for, member, moderator):
        person = UserFactory()
        CircleFactory(slug="porch", name="Porch circle", members=[member], facilitators=[person])
        forum = scenes.circle_forum()
        scenes.table()
        assert page_of(client_for(person)).context["forum"] == forum
        for address in ("/pictures/?forum=table", "/pictures/numbers.csv?forum=table"):
            assert client_for(person).get(address).status_code == 404
        assert page_of(client_for(moderator), "?forum=porch").status_code == 200
        for address in ("/pictures/", "/pictures/numbers.csv"):
            assert client_for(member).get(address).status_code == 403

    def test_it_asks_twelve_questions_at_most(
        self, client_for, member, moderator, django_assert_max_num_queries
    ):
        for slug in ("pediatrics", "policy", "early-education"):
            answered(member, slug, 6)
        for _one in range(5):
            scenes.shared(member, anonymous=True)
        client = client_for(moderator)
        page_of(client)
        with django_assert_max_num_queries(12):
            assert page_of(client).status_code == 200
        client.get("/threads/waiting/")
        with django_assert_max_num_queries(12):
            assert client.get("/threads/waiting/").status_code == 200
