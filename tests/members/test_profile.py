"""One's own seat and tokens, and how colleagues see a member."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.urls import reverse

from members import services
from members.models import ApiToken, AuditEntry, Profile, User
from tests.factories import UserFactory, sector

pytestmark = pytest.mark.django_db

PROFILE, TOKENS = "/profile/", "/profile/tokens/"


@pytest.fixture
def form(member):
    sector("pediatrics")
    return {
        "display_name": "Rosa D.",
        "sector": "pediatrics",
        "role": "Nurse",
        "credentials": "RN",
        "region": "Northern Ohio",
        "languages": "English,  Spanish, English",
        "about": "I like quiet mornings.\r\nAnd tea.",
        "language": "es",
        "email_notifications": "on",
    }


def test_a_member_says_where_they_sit(client_for, member, form):
    browser = client_for(member)
    assert browser.post(PROFILE, form).url == PROFILE
    row = User.objects.get(pk=member.pk)
    profile = row.profile
    assert (row.display_name, row.language) == ("Rosa D.", "es")
    assert (profile.sector.slug, profile.role, profile.credentials, profile.region) == (
        "pediatrics", "Nurse", "RN", "Northern Ohio",
    )  # fmt: skip
    assert profile.languages == ["English", "Spanish"]
    assert profile.about == "I like quiet mornings.\nAnd tea."
    assert profile.email_notifications and not profile.show_presence
    page = browser.get(PROFILE).content.decode()
    assert 'value="English, Spanish"' in page and "Guardar" in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("display_name", "x" * 81, "at most 80"),
        ("about", "y" * 601, "at most 600"),
        ("languages", ", ".join("abcdefghi"), "Up to eight"),
        ("languages", "z" * 41, "Up to eight"),
        ("sector", "nowhere", "Select a valid choice"),
        ("language", "xx", "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_kept_and_nothing_is_written(client_for, member, form, field, value, says):
    page = client_for(member).post(PROFILE, form | {field: value}).content.decode()
    assert says in page
    if field not in {"sector", "language"}:
        assert value in page
    assert "Northern Ohio" in page
    assert User.objects.get(pk=member.pk).display_name == "Rosa Delgado"
    assert Profile.objects.get(user=member).region == ""


def test_html_in_every_field_stays_text(client_for, member, other_member, form):
    bad = '<img src=x onerror="alert(1)">'
    fields = ("display_name", "role", "credentials", "region", "languages", "about")
    client_for(member).post(PROFILE, form | dict.fromkeys(fields, bad) | {"language": "en"})
    for page in (
        client_for(member).get(PROFILE),
        client_for(other_member).get(reverse("members:member-detail", args=[member.uuid])),
    ):
        assert page.status_code == 200
        assert "<img" not in page.content.decode()
        assert "&lt;img" in page.content.decode()


def test_a_retired_sector_stays_with_whoever_sits_in_it(client_for, member, form):
    row = member.profile.sector
    row.is_active = False
    row.save()
    browser = client_for(member)
    assert re.search(r'value="home-visiting"[^>]*checked', browser.get(PROFILE).content.decode())
    assert browser.post(PROFILE, form | {"sector": "home-visiting"}).status_code == 302


def test_full_members_see_each_other_and_nobody_else_does(
    client_for, member, other_member, unverified, pending
):
    other_member.profile.about = "Listens at the window."
    other_member.profile.save()
    page = reverse("members:member-detail", args=[other_member.uuid])
    assert "Listens at the window." in client_for(member).get(page).content.decode()
    for viewer in (None, unverified, pending, UserFactory(suspended=True)):
        assert client_for(viewer).get(page).status_code == 404


def test_who_has_no_seat_has_no_page(client_for, member, unverified, pending):
    for person in (unverified, pending, UserFactory(suspended=True), UserFactory(is_active=False)):
        assert client_for(member).get(reverse("members:member-detail", args=[person.uuid])).status_code == 404
    assert client_for(member).get("/members/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_member_without_a_profile_row_has_a_page(client_for, member):
    bare = UserFactory()
    Profile.objects.filter(user=bare).delete()
    assert client_for(member).get(reverse("members:member-detail", args=[bare.uuid])).status_code == 200
    assert client_for(bare).get(PROFILE).status_code == 200


def test_a_page_of_a_member_takes_few_queries(
    client_for, member, other_member, django_assert_max_num_queries
):
    browser = client_for(member)
    page = reverse("members:member-detail", args=[other_member.uuid])
    browser.get(page)
    with django_assert_max_num_queries(11):
        browser.get(page)


def test_a_token_is_shown_once_and_speaks_for_its_owner(client_for, member):
    browser = client_for(member)
    response = browser.post(TOKENS, {"name": "My <b>notebook</b>"})
    raw = re.search(r"cop_[\w-]+", response.content.decode())[0]
    assert response["Cache-Control"] == "private, no-store"
    assert ApiToken.member_for(raw) == member
    page = browser.get(TOKENS).content.decode()
    assert raw not in page and "My &lt;b&gt;notebook&lt;/b&gt;" in page
    assert raw not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))


def test_a_revoked_token_stops_at_once_and_its_sockets_close(client_for, member, committed, monkeypatch):
    closed = []
    monkeypatch.setattr("members.subscribers.close_sockets", closed.append)
    token, raw = services.issue_token(actor=member, name="x")
    with committed():
        client_for(member).post(reverse("members:token-revoke", args=[token.pk]))
    assert ApiToken.member_for(raw) is None
    assert closed == [member.pk]


def test_nobody_revokes_a_colleague_s_token(client_for, member, other_member):
    token, raw = services.issue_token(actor=other_member, name="x")
    assert client_for(member).post(reverse("members:token-revoke", args=[token.pk])).status_code == 404
    assert ApiToken.member_for(raw) == other_member


def test_ten_tokens_are_enough(client_for, member):
    for n in range(10):
        services.issue_token(actor=member, name=f"t{n}")
    page = client_for(member).post(TOKENS, {"name": "eleventh"}).content.decode()
    assert "You have ten tokens" in page and "eleventh" in page
    assert member.personal_tokens.count() == 10


def test_a_token_needs_a_name(client_for, member):
    for name in ("", "x" * 61):
        assert client_for(member).post(TOKENS, {"name": name}).status_code == 200
    assert not member.personal_tokens.exists()


def test_the_command_prints_a_token(member, unverified, capsys):
    call_command("api_token", member.email)
    assert ApiToken.member_for(capsys.readouterr().out.strip()) == member
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("api_token", "nobody@example.org")
    with pytest.raises(CommandError, match="Confirm"):
        call_command("api_token", unverified.address.email)


def test_a_visitor_has_no_tokens_and_no_circles(client):
    assert AnonymousUser().is_authenticated is False
    assert client.post(TOKENS, {"name": "x"}).status_code == 302
    assert not ApiToken.objects.exists()


def test_the_coach_of_words_is_on_until_a_member_turns_it_off(client_for, member, form):
    browser = client_for(member)
    assert Profile(user=member).coach
    assert browser.post("/profile/coach/", {"on": ""}).status_code == 204
    assert not Profile.objects.get(user=member).coach
    assert browser.post("/profile/coach/", {"on": "1"}).status_code == 204
    assert Profile.objects.get(user=member).coach
    browser.post(PROFILE, form)
    assert not Profile.objects.get(user=member).coach, "a box that is not ticked"
    assert browser.get("/profile/coach/").status_code == 405
    assert client_for(UserFactory(unverified=True)).post("/profile/coach/", {}).status_code == 403


def test_the_own_time_zone_is_kept_and_an_unknown_one_refused(client_for, member):
    client, form = (
        client_for(member),
        {"display_name": "Rosa", "sector": "home-visiting", "role": "Home visitor"},
    )
    assert client.post("/profile/", form | {"time_zone": "America/Denver"}).status_code == 302
    member.refresh_from_db()
    assert member.time_zone == "America/Denver"
    assert client.post("/profile/", form).status_code == 302
    wrong = client.post("/profile/", form | {"time_zone": "Middle/Earth"})
    assert "This time zone is not known." in wrong.content.decode()
    member.refresh_from_db()
    assert member.time_zone == "America/Denver"


def test_the_slash_leads_to_the_search_box_unless_a_member_turns_it_off(client, client_for, member):
    page = client_for(member)
    assert "<body data-slash>" in page.get("/").content.decode()
    assert 'aria-keyshortcuts="/"' in page.get("/search/").content.decode()
    form = page.get("/profile/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    for name in ("languages", "slash_key"):
        values.pop(name)
    assert page.post("/profile/", {key: value for key, value in values.items() if value}).status_code == 302
    assert "data-slash" not in page.get("/").content.decode()
    assert "aria-keyshortcuts" not in page.get("/search/").content.decode()
    assert "data-slash" not in client.get("/").content.decode(), "visitors have no place to turn it off"
