"""Circles: who sees one, who says who sits there."""

import pytest
from django.urls import reverse

from members.models import AuditEntry, CircleMembership
from tests.factories import CircleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(member, other_member):
    return CircleFactory(name="Small town", members=[other_member], facilitators=[member])


@pytest.fixture
def page(circle):
    return reverse("members:circle-detail", args=[circle.slug])


@pytest.fixture
def seat(circle):
    return reverse("members:circle-seat", args=[circle.slug])


def roles(circle):
    return dict(circle.memberships.values_list("member__email", "role"))


def test_who_sits_in_a_circle_sees_it_and_its_people_by_seat(client_for, circle, page, member, other_member):
    text = client_for(other_member).get(page).content.decode().partition("Who sits here")[2]
    assert (
        text.index("Pediatrics")
        < text.index("Amara Nwosu")
        < text.index("Home visiting")
        < text.index("Rosa Delgado")
    )
    assert "Give somebody a seat" not in text
    assert "Small town" in client_for(other_member).get("/circles/").content.decode()
    assert page in client_for(other_member).get("/profile/").content.decode(), "the rail leads to it"


def test_for_everybody_else_a_circle_is_not_there(client_for, page, seat, unverified, pending):
    outsider = UserFactory()
    for viewer in (None, outsider, unverified, pending):
        assert client_for(viewer).get(page).status_code == 404
    assert client_for(outsider).post(seat, {"member": outsider.uuid, "role": "member"}).status_code == 404
    assert "Small town" not in client_for(outsider).get("/circles/").content.decode()


def test_a_suspended_member_loses_sight_of_it(client_for, page, other_member):
    browser = client_for(other_member)
    assert browser.get(page).status_code == 200
    other_member.suspended_until = UserFactory(suspended=True).suspended_until
    other_member.save()
    assert browser.get(page).status_code == 404


def test_a_facilitator_finds_full_members_and_seats_them(client_for, circle, page, seat, member, pending):
    anna = UserFactory(display_name="Anna <b>Berg</b>")
    pending.display_name = "Anna Waits"
    pending.save()
    browser = client_for(member)
    text = browser.get(page, {"q": "anna"}).content.decode()
    assert "Anna &lt;b&gt;Berg&lt;/b&gt;" in text and "Anna Waits" not in text
    browser.post(seat, {"member": anna.uuid, "role": "member"})
    assert roles(circle)[anna.email] == "member"
    assert browser.post(seat, {"member": pending.uuid, "role": "member"}).status_code == 404
    assert AuditEntry.objects.filter(verb="circle-seat", actor=member).count() == 1
    browser.post(seat, {"member": anna.uuid, "role": "facilitator"})
    assert roles(circle)[anna.email] == "facilitator"
    browser.post(seat, {"member": anna.uuid, "role": "none"})
    assert anna.email not in roles(circle)


def test_members_of_a_circle_seat_nobody(client_for, circle, seat, page, other_member):
    outsider = UserFactory(display_name="Outside")
    browser = client_for(other_member)
    assert "Outside" not in browser.get(page, {"q": "outside"}).content.decode()
    before = roles(circle)
    for role in ("member", "facilitator"):
        response = browser.post(seat, {"member": outsider.uuid, "role": role}, follow=True)
        assert "This is for the facilitators" in response.content.decode()
    browser.post(seat, {"member": other_member.uuid, "role": "facilitator"})
    assert roles(circle) == before


def test_a_moderator_keeps_any_circle(client_for, circle, page, seat, moderator):
    newcomer = UserFactory()
    browser = client_for(moderator)
    assert "Give somebody a seat" in browser.get(page).content.decode()
    browser.post(seat, {"member": newcomer.uuid, "role": "facilitator"})
    assert roles(circle)[newcomer.email] == "facilitator"
    text = browser.get("/circles/").content.decode()
    assert "Other circles" in text and "Small town" in text


def test_the_last_facilitator_stays_until_there_is_another(client_for, circle, seat, member, other_member):
    browser = client_for(member)
    leave = reverse("members:circle-leave", args=[circle.slug])
    for way in (
        lambda: browser.post(leave, follow=True),
        lambda: browser.post(seat, {"member": member.uuid, "role": "member"}, follow=True),
    ):
        assert "A circle needs a facilitator" in way().content.decode()
    assert roles(circle)[member.email] == "facilitator"
    browser.post(seat, {"member": other_member.uuid, "role": "facilitator"})
    assert browser.post(leave).url == "/circles/"
    assert roles(circle) == {other_member.email: "facilitator"}


def test_anybody_leaves_what_they_sit_in(client_for, circle, other_member):
    client_for(other_member).post(reverse("members:circle-leave", args=[circle.slug]))
    assert not CircleMembership.objects.filter(member=other_member).exists()


def test_nonsense_is_refused(client_for, seat, member, circle):
    for data in ({}, {"member": "x", "role": "member"}, {"member": member.uuid, "role": "owner"}):
        assert client_for(member).post(seat, data).status_code == 404
    assert client_for(member).get(seat).status_code == 405
    assert client_for(member).get("/circles/no-such/").status_code == 404


def test_a_full_circle_takes_as_many_queries_as_a_small_one(
    client_for, circle, page, member, django_assert_max_num_queries
):
    for slug in ("pediatrics", "policy", "family-support", "early-education"):
        for _each in range(3):
            CircleMembership.objects.create(circle=circle, member=UserFactory(sector=slug))
    browser = client_for(member)
    with django_assert_max_num_queries(16):
        assert browser.get(page, {"q": "person"}).status_code == 200
