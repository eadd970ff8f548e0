"""Stopping mails without signing in: looking changes nothing, sending does."""

import pytest

from cop.core.registries import kinds
from members.models import Profile
from notifications.services.preferences import unsubscribe_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(member):
    return f"/notifications/unsubscribe/{unsubscribe_token(member, 'reply')}/"


def mails_of(member):
    """(whether any are sent, kinds that are not)."""
    wanted = Profile.objects.get(user=member).email_notifications
    return wanted, list(member.mail_opt_outs.values_list("kind", flat=True))


def test_looking_at_the_link_changes_nothing(path, member, client_for):
    answer = client_for().get(path)
    assert answer.status_code == 200
    assert "Stop these mails" in answer.text
    assert mails_of(member) == (True, [])


def test_the_page_names_nobody(path, member, client_for):
    text = client_for().get(path).text
    assert member.display_name not in text and member.email not in text


def test_the_button_stops_mails_of_this_kind(path, member, client_for):
    answer = client_for(enforce_csrf_checks=True).post(path, {"scope": "kind"})
    assert "You get no more of these mails" in answer.text
    assert mails_of(member) == (True, ["reply"])


def test_one_click_of_a_mail_program_stops_them(path, member, client_for):
    answer = client_for(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert mails_of(member) == (True, ["reply"])


def test_a_second_time_is_fine(path, member, client_for):
    for _time in range(2):
        assert client_for().post(path).status_code == 200
    assert mails_of(member) == (True, ["reply"])


def test_all_mails_can_be_stopped(path, member, client_for):
    client_for().post(path, {"scope": "everything"})
    assert mails_of(member) == (False, [])


def test_an_unknown_wish_changes_nothing(path, member, client_for):
    answer = client_for().post(path, {"scope": "the house"})
    assert answer.status_code == 422
    assert mails_of(member) == (True, [])


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "x", lambda t: t.replace(":", "")]
)
def test_a_changed_link_is_not_there(member, client_for, change):
    token = unsubscribe_token(member, "reply")
    assert client_for().post(f"/notifications/unsubscribe/{change(token)}/").status_code == 404
    assert mails_of(member) == (True, [])


def test_the_link_of_one_member_is_not_that_of_another(path, member, other_member, client_for):
    client_for(other_member).post(path)
    assert mails_of(other_member) == (True, [])
    assert mails_of(member) == (True, ["reply"])


def test_the_link_still_works_for_whoever_is_suspended(path, member, client_for):
    member.is_active = False
    member.save(update_fields=["is_active"])
    client_for().post(path)
    assert mails_of(member) == (True, ["reply"])


def test_mails_can_be_chosen_again_on_the_site(path, member, client_for):
    client_for().post(path)
    client = client_for(member)
    assert client.post("/notifications/mails/", {"kinds": ["reply", "mention"]}).status_code == 302
    others = sorted(set(kinds) - {"reply", "mention"})
    assert mails_of(member) == (True, others)
    assert client.post("/notifications/mails/", {"kinds": ["gossip"]}).status_code == 422
    assert mails_of(member) == (True, others)
