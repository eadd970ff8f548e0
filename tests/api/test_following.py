"""Programs choose what their owner wants to hear of, as people do."""

import pytest

from members.models import Follow
from tests.api.program import Program, problem
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(member):
    return Program(member)


def test_each_kind_of_thing_gets_a_level_and_stands_in_the_list(member, other_member, program):
    thread = scenes.discussion(other_member, tags=["kettles"])
    keys = {
        "thread": str(thread.pk),
        "person": str(other_member.uuid),
        "forum": "table",
        "principle": "trust-parents",
        "tag": "kettles",
    }
    levels = ["watching", "muted", "following", "normal", "watching"]
    for (kind, key), level in zip(keys.items(), levels, strict=True):
        answer = program.post(f"/follow/{kind}/{key}", {"level": level})
        assert (answer.status_code, answer.json()["level"]) == (200, level)
    told = program.get("/follows").json()
    assert {one["kind"]: one["key"] for one in told["follows"]} == keys
    assert [one["level"] for one in reversed(told["follows"])] == levels
    assert told["next"] is None
    for kind, key in keys.items():
        assert program.post(f"/follow/{kind}/{key}", {"level": "off"}).json()["level"] == "off"
    assert program.get("/follows").json()["follows"] == []
    assert not Follow.objects.filter(member=member).exists()


def test_what_one_may_not_see_is_not_there_to_follow(member, other_member, program):
    porch = scenes.circle_forum(other_member)
    hidden = scenes.discussion(other_member, forum=porch, tags=["porch-only"])
    nowhere = (
        f"thread/{hidden.pk}",
        "thread/987654",
        "thread/x",
        "forum/porch",
        "tag/porch-only",
        f"person/{member.uuid}",
        "person/nobody",
    )
    for address in nowhere:
        problem(program.post(f"/follow/{address}", {"level": "muted"}), 404)
    problem(program.post("/follow/planet/1", {"level": "muted"}), 422)
    problem(program.post("/follow/forum/table", {"level": "loud"}), 422)
    assert not Follow.objects.filter(member=member).exists()


def test_a_long_list_leads_on(member, program):
    for person in [UserFactory() for _n in range(51)]:
        Follow.objects.create(member=member, target=person, level="muted")
    first = program.get("/follows").json()
    assert len(first["follows"]) == 50
    second = program.get("/follows", before=first["next"]).json()
    assert (len(second["follows"]), second["next"]) == (1, None)
