"""Programs of facilitators and moderators: what waits, handing it on, and the numbers of the pictures."""

import pytest

from forums.across.pictures import lines, pictures_of
from forums.models import Invitation
from members.models import AuditEntry
from tests.api.program import Program, problem
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_pictures import answered
from tests.forums.test_rounds import make_facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(member, other_member):
    """A circle that `member` facilitates."""
    forum = scenes.circle_forum(member, other_member)
    make_facilitator(forum, member)
    return forum


def waiting(program, **narrowed):
    return [one["thread"]["id"] for one in program.get("/unanswered", **narrowed).json()["waiting"]]


def test_what_waits_is_told_the_oldest_first_and_each_place_to_whom_looks_after_it(
    circle, member, other_member, moderator
):
    first = scenes.shared(other_member)
    inside = scenes.shared(other_member, forum=circle)
    assert waiting(Program(moderator)) == [first.pk, inside.pk]
    assert waiting(Program(moderator), forum=circle.slug) == waiting(Program(member)) == [inside.pk]
    page = Program(moderator).get("/unanswered", limit=1).json()
    assert waiting(Program(moderator), after=page["next"]) == [inside.pk]
    problem(Program(member).get("/unanswered", forum=first.forum.slug), 404)
    problem(Program(other_member).get("/unanswered"), 403)


def test_it_is_handed_to_somebody_by_name(circle, member, other_member, moderator):
    thread, colleague = scenes.shared(other_member), UserFactory(display_name="Amina Okafor")
    sent = {"member": str(colleague.uuid), "note": "You know waiting rooms."}
    problem(Program(other_member).post(f"/threads/{thread.pk}/hand", sent), 403)
    problem(Program(member).post(f"/threads/{thread.pk}/hand", sent), 403)
    answer = Program(moderator).post(f"/threads/{thread.pk}/hand", sent)
    assert (answer.status_code, answer.json()) == (201, {"thread": thread.pk, "name": "Amina Okafor"})
    row = Invitation.objects.get()
    assert (row.member, row.invited_by, row.note) == (colleague, moderator, "You know waiting rooms.")
    assert AuditEntry.objects.filter(verb="hand-over").exists()
    listed = Program(moderator).get("/unanswered").json()["waiting"]
    assert [one["handed"] for one in listed] == [["Amina Okafor"]]
    again = problem(Program(moderator).post(f"/threads/{thread.pk}/hand", sent), 422)
    assert list(again["errors"]) == ["member"]


def test_who_cannot_read_it_or_is_named_as_its_author_is_nobody_to_choose(circle, member, other_member):
    thread, outside = scenes.shared(other_member, forum=circle), UserFactory()
    for person in (outside, other_member):
        problem(Program(member).post(f"/threads/{thread.pk}/hand", {"member": str(person.uuid)}), 422)
    assert not Invitation.objects.exists()
    problem(Program(outside).post(f"/threads/{thread.pk}/hand", {"member": str(member.uuid)}), 404)
    talk = scenes.discussion(member, forum=circle)
    problem(Program(member).post(f"/threads/{talk.pk}/hand", {"member": str(other_member.uuid)}), 403)


@pytest.mark.identifiers
def test_the_note_is_looked_at_as_on_the_page(other_member, moderator):
    thread, colleague = scenes.shared(other_member), UserFactory()
    sent = {"member": str(colleague.uuid), "note": "Maya would like it."}
    found = problem(Program(moderator).post(f"/threads/{thread.pk}/hand", sent), 422)["findings"]
    assert [one["field"] for one in found] == ["note"]
    sent["confirmed"] = [one["confirm"] for one in found]
    assert Program(moderator).post(f"/threads/{thread.pk}/hand", sent).status_code == 201


def test_the_numbers_are_those_of_the_pages_with_nothing_below_five(member, moderator):
    answered(member, "pediatrics", 6)
    answered(member, "policy", 4)
    told = Program(moderator).get("/pictures", forum=scenes.table().slug).json()
    by_sector = {(one["asked"], one["answered"]): one["number"] for one in told["replies"]}
    assert by_sector["home-visiting", "pediatrics"] == 6
    assert by_sector["home-visiting", "policy"] == by_sector["policy", "pediatrics"] == "<5"
    assert told["weeks"][-1]["median"] == 3.0
    assert told["weeks"][0]["median"] == told["weeks"][0]["ninetieth"] == "<5"
    of_file = [line[3] for line in list(lines(pictures_of(scenes.table())))[1:]]
    of_program = [one["number"] for one in told["replies"]]
    of_program += [hours for week in told["weeks"] for hours in (week["median"], week["ninetieth"])]
    assert of_program + [one["number"] for one in told["principles"]] == of_file
    assert AuditEntry.objects.filter(verb="export-pictures", actor=moderator).count() == 1


def test_facilitators_have_those_of_their_circles_alone(circle, member, other_member):
    assert Program(member).get("/pictures").json()["forum"] == circle.slug
    problem(Program(member).get("/pictures", forum=scenes.table().slug), 404)
    problem(Program(other_member).get("/pictures"), 403)
