"""The record of acts: nothing that stands in it can be changed or taken away."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from forums.services.desk import DECISIONS
from members import record
from members.acts import ACTS
from members.models import AuditEntry
from members.services import audit
from members.services.messages import LIFTS, VERBS
from tests.core.marks import with_commits
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(moderator, member):
    return audit(
        actor=moderator, verb="lock-thread", target=member, reason="It went round in circles.", day=1
    )


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "unlock-thread"},
        {"reason": "Another reason."},
        {"data": {"day": 2}},
        {"object_id": 1},
        {"masked": True},
        {"created_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_a_row(entry, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(**change)
    assert AuditEntry.objects.filter(pk=entry.pk, verb="lock-thread", data={"day": 1}, masked=False).exists()


def test_another_name_cannot_be_put_beside_an_act(entry, member):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(actor=member)


def test_the_database_refuses_to_delete_a_row(entry):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM members_auditentry")
    assert AuditEntry.objects.count() == 1


def test_erasure_empties_who_and_why_and_leaves_what_was_done(entry, moderator):
    AuditEntry.objects.filter(pk=entry.pk).update(reason="", data={})
    moderator.delete()
    row = AuditEntry.objects.get()
    assert (row.actor, row.reason, row.data) == (None, "", {})
    assert (row.verb, row.object_id, row.created_at) == ("lock-thread", entry.object_id, entry.created_at)


@with_commits
def test_rows_can_be_added_after_the_tables_were_emptied(moderator):
    audit(actor=moderator, verb="lock-thread")
    assert AuditEntry.objects.count() == 1


class TestPage:
    def test_members_and_curators_do_not_read_it(self, client_for, member, curator):
        for person in (member, curator):
            for path in ("/moderation/record/", "/moderation/record.csv"):
                assert client_for(person).get(path).status_code == 403

    def test_it_says_who_did_what_to_what_and_why(self, client_for, moderator, entry):
        html = client_for(moderator).get("/moderation/record/").content.decode()
        for words in (moderator.display_name, "lock-thread", "It went round in circles."):
            assert words in html

    def test_it_is_narrowed_by_who_what_kind_and_day(
        self, client_for, moderator, administrator, member, entry
    ):
        audit(actor=administrator, verb="open-circle", target=moderator)
        kind = entry.content_type_id
        today = timezone.localdate()
        tomorrow = today + timezone.timedelta(days=1)

        def verbs(**params):
            return [
                row.verb for row in client_for(moderator).get("/moderation/record/", params).context["rows"]
            ]

        assert verbs(who=administrator.display_name) == ["open-circle"]
        assert verbs(verb="lock-thread") == ["lock-thread"]
        assert verbs(kind=kind) == ["open-circle", "lock-thread"]
        assert verbs(since=today, until=today) == ["open-circle", "lock-thread"]
        assert verbs(since=tomorrow) == []
        assert client_for(moderator).get("/moderation/record/", {"since": "soon"}).status_code == 422

    def test_whoever_acted_without_a_name_is_found_by_none(self, client_for, moderator, member):
        audit(actor=member, verb="flag-post", target=member, anonymous=True)
        page = client_for(moderator)
        assert list(page.get("/moderation/record/", {"who": member.display_name}).context["rows"]) == []
        html = page.get("/moderation/record/").content.decode()
        assert "without a name" in html and member.display_name not in html

    def test_it_is_read_a_page_at_a_time_with_as_many_queries_on_each(
        self, client_for, moderator, django_assert_max_num_queries
    ):
        for n in range(120):
            audit(actor=moderator, verb="lock-thread", reason=f"Reason {n}")
        page, seen, path = client_for(moderator), [], "/moderation/record/"
        page.get(path)
        for _n in range(3):
            with django_assert_max_num_queries(14) as queries:
                answer = page.get(path)
            assert not any(
                "COUNT(" in one["sql"] and "auditentry" in one["sql"] for one in queries.captured_queries
            )
            seen += [row.reason for row in answer.context["rows"]]
            path = f"/moderation/record/?{answer.context['later']}"
        assert seen == [f"Reason {n}" for n in reversed(range(120))] and answer.context["later"] == ""
        assert page.get("/moderation/record/?after=nonsense_1").status_code == 200


class TestFile:
    def lines(self, client, **params):
        answer = client.get("/moderation/record.csv", params)
        assert answer.streaming and answer["Content-Disposition"].startswith("attachment")
        return list(csv.reader(io.StringIO(answer.getvalue().decode())))

    def test_it_holds_every_row_that_fits(self, client_for, moderator, monkeypatch):
        monkeypatch.setattr("members.record.CHUNK", 2)
        for n in range(5):
            audit(actor=moderator, verb="lock-thread", reason=f"Reason {n}")
        head, *rows = self.lines(client_for(moderator), verb="lock-thread")
        assert head[:3] == ["when", "who", "what"]
        assert [row[5] for row in rows] == [f"Reason {n}" for n in reversed(range(5))]
        assert AuditEntry.objects.filter(verb="export-record", actor=moderator).exists()

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
    def test_no_cell_is_a_formula(self, client_for, moderator, start):
        moderator.display_name = f"{start}cmd|' /C calc'!A0"
        moderator.save()
        audit(actor=moderator, verb="lock-thread", reason=f"{start}HYPERLINK(1)", detail=f"{start}1+1")
        (row,) = self.lines(client_for(moderator), verb="lock-thread")[1:]
        assert all(cell[:1] == "'" for cell in (row[1], row[5]))
        assert not any(cell.lstrip()[:1] in set("=+-@") for cell in row if cell)

    def test_nobody_is_named_who_acted_without_a_name(self, client_for, moderator, member):
        audit(actor=member, verb="flag-post", anonymous=True)
        assert member.display_name not in str(self.lines(client_for(moderator)))

    async def test_a_server_that_streams_reads_it_in_pieces(self, moderator):
        text = "".join([line async for line in record.lines_while_read({"verb": "no-such"})])
        assert text.startswith("when,who,what")


def test_every_act_has_words():
    """Moderators read what was done, not the names that programs give it."""
    root = Path(__file__).parents[2]
    rooms = ("members", "forums", "library", "notifications", "search", "cop")
    texts = [path.read_text() for room in rooms for path in (root / room).rglob("*.py")]
    sources = "".join(text for text in texts if "audit(" in text or "settle(" in text)
    named = set(re.findall(r'verb="([a-z-]+)"|settle\([^)]*"([a-z-]+)"', sources))
    verbs = {first or second for first, second in named} | {*VERBS.values(), *LIFTS.values()}
    assert {"lift-silence", "redact", "merge-threads"} <= verbs
    verbs |= {f"decide-{decision}" for decision in DECISIONS}
    assert verbs <= set(ACTS)


def test_the_record_speaks_in_words(client_for, moderator, entry):
    page = client_for(moderator).get("/moderation/record/").content.decode()
    assert "closed a conversation" in page
    assert "<td>lock-thread</td>" not in page


def test_details_are_told_in_the_readers_words(client_for, moderator, member):
    audit(actor=moderator, verb="pin-thread", target=member, until="2026-12-01T10:47:27.733450+00:00")
    audit(actor=moderator, verb="raise-flag", target=member, kind="spam")
    client = client_for(moderator)
    page = client.get("/moderation/record/").content.decode()
    assert "Dec. 1, 2026" in page and "10:47:27" not in page
    assert "reason: Advertising" in page
    moderator.language = "es"
    moderator.save(update_fields=["language"])
    page = client.get("/moderation/record/").content.decode()
    assert "1 de diciembre de 2026" in page and "motivo: Publicidad" in page


def test_members_are_called_by_name_but_where_nobody_reads_who_acted(
    client_for, moderator, member, other_member
):
    audit(actor=moderator, verb="silence-member", target=member, reason="Rest a little.")
    audit(actor=moderator, verb="give-seat", target=None, member=other_member.pk)
    html = client_for(moderator).get("/moderation/record/").content.decode()
    assert member.display_name in html and other_member.display_name in html
    AuditEntry.objects.create(actor=moderator, verb="write-to-member", target=member, masked=True)
    html = client_for(moderator).get("/moderation/record/").content.decode()
    assert html.count(member.display_name) == 1


def test_what_an_act_was_about_can_be_opened(client_for, moderator, member):
    thread = scenes.discussion(member)
    audit(actor=moderator, verb="lock-thread", target=thread)
    audit(actor=moderator, verb="decide-keep", target=thread.posts.get(), anonymous=True)
    html = client_for(moderator).get("/moderation/record/").content.decode()
    assert f'href="/threads/{thread.pk}/"' in html and f'href="/posts/{thread.posts.get().pk}/"' in html


def test_an_act_that_happened_just_now_can_be_asked_for(client_for, moderator, member):
    page = client_for(moderator)
    page.get("/moderation/record/")
    audit(actor=moderator, verb="silence-member", target=member)
    answer = page.get("/moderation/record/", {"verb": "silence-member"})
    assert answer.status_code == 200 and member.display_name in answer.content.decode()
    assert page.get("/moderation/record/", {"verb": "never-happened"}).status_code == 422
    assert page.get("/moderation/record/", {"verb": "\x00"}).status_code == 422
