"""Size of letters and contrast: with the account of a member, in the browser of everybody else."""

import pytest

from members.models import Profile
from tests.factories import UserFactory

URL = "/look/"
ROOT = 'data-size="large" data-contrast="more"'


def html(client, path="/"):
    return client.get(path).content.decode()


def test_a_member_finds_it_on_every_device(member, client_for):
    client_for(member).post(URL, {"size": "large", "contrast": "more"})
    assert ROOT in html(client_for(member))
    assert ROOT not in html(client_for(UserFactory()))
    assert ROOT not in html(client_for())
    client_for(member).post(URL, {"size": "", "contrast": ""})
    assert "data-size" not in html(client_for(member))


@pytest.mark.parametrize("who", [{"anonymous": True}, {"unverified": True}])
def test_whoever_has_no_seat_keeps_it_in_the_browser(db, client_for, who):
    client = client_for(None if "anonymous" in who else UserFactory(**who))
    client.post(URL, {"size": "large", "contrast": "more"})
    assert ROOT in html(client, "/look/")
    assert not Profile.objects.exclude(text_size="").exists()
    client.post(URL, {"size": "", "contrast": ""})
    assert "data-size" not in html(client, "/look/")


def test_on_a_shared_computer_a_members_choice_leaves_with_them(member, client_for):
    client = client_for(member)
    client.post(URL, {"size": "largest", "contrast": ""})
    client.logout()
    assert "data-size" not in html(client)


@pytest.mark.parametrize("sent", [{"size": "huge"}, {"contrast": '"><script>'}])
def test_what_there_is_not_cannot_be_chosen(member, client_for, sent):
    client = client_for(member)
    assert client.post(URL, sent).status_code == 200
    assert "data-size" not in html(client)
    guest = client_for()
    guest.cookies["look"] = 'huge."><script>'
    assert "data-size" not in html(guest) and "data-contrast" not in html(guest)
