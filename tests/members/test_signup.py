"""Taking a seat: what comes in, what is written, what a stranger can learn."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.models import AuditEntry, User
from tests.factories import PASSWORD, UserFactory, sector

pytestmark = pytest.mark.django_db

SIGNUP = "/accounts/signup/"


@pytest.fixture
def form(db):
    sector("pediatrics")
    return {
        "display_name": "Nora Lind",
        "sector": "pediatrics",
        "role": "Nurse",
        "email": "Nora@example.org",
        "password1": PASSWORD,
        "promises": "on",
    }


def link_in(message):
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


def test_an_open_community_gives_a_seat_at_once_and_a_letter_by_the_worker(client, form, run_tasks):
    response = client.post(SIGNUP, form)
    assert response.url == reverse("members:welcome")
    user = get_user(client)
    assert (user.display_name, user.profile.role, user.profile.sector.slug) == (
        "Nora Lind",
        "Nurse",
        "pediatrics",
    )
    assert user.approved_at and user.profile.promised_at
    assert user.group_names == {"member"}
    assert [(a.email, a.primary, a.verified) for a in user.emailaddress_set.all()] == [
        ("nora@example.org", True, False)
    ]
    assert user.check_password(PASSWORD)
    assert not user.is_full_member
    assert mail.outbox == []
    run_tasks()
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    assert mail.outbox[0].subject == "Your seat at Village: confirm your e-mail address"


def test_confirming_the_address_makes_a_full_member(client, form, run_tasks):
    client.post(SIGNUP, form)
    run_tasks()
    link = link_in(mail.outbox[0])
    page = client.get(link)
    assert "nora@example.org" in page.content.decode()
    assert not EmailAddress.objects.get().verified, "opening the link, as mail scanners do, confirms nothing"
    response = client.post(link)
    assert response.url == "/"
    user = get_user(client)
    assert user.email == "nora@example.org"
    assert user.is_full_member
    assert client.get("/profile/").status_code == 200


def test_a_link_that_was_used_or_invented_explains_itself(client, form, run_tasks):
    client.post(SIGNUP, form)
    run_tasks()
    link = link_in(mail.outbox[0])
    client.post(link)
    for address in (link, "/accounts/confirm-email/invented/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "no longer works" in page.content.decode()
        assert client.post(address).status_code == 404


def test_where_approval_is_asked_for_a_confirmed_address_tells_the_moderators(
    client, form, run_tasks, settings, moderator, client_for
):
    settings.SIGNUP = "approval"
    assert "A moderator reads your request" in client.get(SIGNUP).content.decode()
    client.post(SIGNUP, form)
    run_tasks()
    user = get_user(client)
    assert user.approved_at is None and user.group_names == frozenset()
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    client.post(link_in(mail.outbox.pop()))
    run_tasks()
    assert [message.to for message in mail.outbox] == [[moderator.email]]
    assert link_in(mail.outbox.pop()) == reverse("members:moderation")
    assert client.get("/profile/").url == reverse("members:welcome")
    assert "is being read" in client.get(reverse("members:welcome")).content.decode()

    desk = client_for(moderator)
    assert "Nora Lind" in desk.get(reverse("members:moderation")).content.decode()
    desk.post(reverse("members:member-approve", args=[user.uuid]))
    run_tasks()
    assert User.objects.get(pk=user.pk).is_full_member
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    assert "your seat at village is ready" in mail.outbox[0].subject.lower()
    assert AuditEntry.objects.get(verb="approve-member").actor == moderator


def test_the_answer_to_a_sign_up_is_the_same_for_a_member_s_address(
    client, client_for, form, other_member, run_tasks
):
    stranger, unknown = client_for(), client_for()
    known = stranger.post(SIGNUP, form | {"email": other_member.email})
    new = unknown.post(SIGNUP, form)
    assert (known.status_code, known.url, sorted(known.cookies)) == (
        new.status_code,
        new.url,
        sorted(new.cookies),
    )
    pages = [c.get(known.url).content.decode() for c in (stranger, unknown)]
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|data-me="[\w-]+"')  # each is their own
    pages = [tokens.sub("", page).replace(other_member.email, "nora@example.org") for page in pages]
    assert pages[0] == pages[1]
    run_tasks()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        other_member.email: "You already have a seat at Village",
        "nora@example.org": "Your seat at Village: confirm your e-mail address",
    }
    assert all(
        "confirm-email" not in message.body for message in mail.outbox if message.to == [other_member.email]
    )


def test_what_was_made_with_a_member_s_address_opens_like_any_other_and_reaches_nothing(
    client, client_for, form, other_member
):
    client.post(SIGNUP, form | {"email": other_member.email, "password1": "somebody-elses-word"})
    again = client_for()
    response = again.post(
        "/accounts/login/", {"login": other_member.email, "password": "somebody-elses-word"}
    )
    assert response.url == reverse("members:welcome")
    assert get_user(again).pk != other_member.pk
    assert again.get(reverse("members:member-detail", args=[other_member.uuid])).status_code == 404
    owner = client_for()
    assert owner.post("/accounts/login/", {"login": other_member.email, "password": PASSWORD}).url == "/"
    assert get_user(owner) == other_member


def test_two_people_may_claim_an_address_and_the_one_who_reads_its_letters_gets_it(
    client, client_for, form, run_tasks
):
    thief, owner = client_for(), client_for()
    thief.post(SIGNUP, form | {"display_name": "Thief"})
    owner.post(SIGNUP, form)
    run_tasks()
    theirs, own = (link_in(message) for message in mail.outbox)
    owner.post(own)
    assert get_user(owner).email == "nora@example.org" and get_user(owner).is_full_member
    page = client_for().get(theirs).content.decode()
    assert "has an account already" in page
    client_for().post(theirs)
    assert not get_user(thief).is_full_member and get_user(thief).email is None
    mail.outbox.clear()
    thief.post("/accounts/email/", {"email": "nora@example.org", "action_send": "1"})
    run_tasks()
    assert [message.subject for message in mail.outbox] == ["You already have a seat at Village"]


def test_the_sector_of_the_address_is_chosen_already(client, form):
    sector("home-visiting")
    page = client.get(SIGNUP + "?sector=home-visiting").content.decode()
    assert re.search(r'value="home-visiting"[^>]*checked', page)
    assert not re.search(r'value="pediatrics"[^>]*checked', page)
    assert client.get(SIGNUP + "?sector=<script>").status_code == 200


def test_a_retired_sector_is_not_offered(client, form):
    row = sector("policy")
    row.is_active = False
    row.save()
    assert 'value="policy"' not in client.get(SIGNUP).content.decode()
    page = client.post(SIGNUP, form | {"sector": "policy"})
    assert page.status_code == 200 and not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("display_name", "", "This field is required"),
        ("display_name", "x" * 81, "at most 80 characters"),
        ("role", "x" * 5000, "at most 80 characters"),
        ("sector", "", "This field is required"),
        ("sector", "no-such", "Select a valid choice"),
        ("email", "nora", "valid email"),
        ("password1", "short", "too short"),
        ("password1", "1234567890", "too common"),
        ("promises", "", "rests on these promises"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_reason_and_what_was_typed(client, form, field, value, says):
    response = client.post(SIGNUP, form | {field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    for name in ("display_name", "role", "email"):
        assert (form | {field: value})[name][:80] in page
    assert 'type="password"' in page and PASSWORD not in page
    assert not User.objects.exists() and not EmailAddress.objects.exists()


def test_html_and_directions_in_a_name_stay_text(client, form):
    client.post(
        SIGNUP, form | {"display_name": "<script>alert(1)</script>\u202eevil", "role": "<b>Nurse</b>"}
    )
    user = get_user(client)
    assert "\u202e" not in user.display_name
    page = client.get(reverse("members:welcome")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_form_without_a_valid_token_writes_nothing(client_for, form):
    strict = client_for(enforce_csrf_checks=True)
    response = strict.post(SIGNUP, form)
    assert response.status_code == 403
    assert "This form has grown old" in response.content.decode()
    strict.get(SIGNUP)
    response = strict.post(SIGNUP, form | {"csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    assert not User.objects.exists()


def test_a_stranger_s_name_is_no_text_of_our_letters(client, form, run_tasks):
    client.post(SIGNUP, form | {"display_name": "http://evil.example/win"})
    run_tasks()
    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].subject


def test_letters_speak_the_language_of_the_page_they_were_asked_on(client, form, run_tasks):
    client.post("/language/", {"language": "es"})
    page = client.get(SIGNUP).content.decode()
    assert "Hay una silla para usted" in page
    client.post(SIGNUP, form)
    assert get_user(client).language == "es"
    run_tasks()
    assert mail.outbox[0].subject == "Su asiento en Village: confirme su correo electrónico"
    assert "El enlace funciona tres días" in mail.outbox[0].body


def test_a_member_s_letters_speak_the_member_s_language(client, run_tasks):
    member = UserFactory(language="es")
    client.post("/accounts/password/reset/", {"email": member.email})
    run_tasks()
    assert mail.outbox[0].subject == "Ponga una contraseña nueva para Village"


def test_whoever_is_signed_in_is_sent_on_from_the_entrance(client_for, member):
    assert client_for(member).get(SIGNUP).url == "/"
    assert client_for(member).get("/accounts/login/").url == "/"


def test_a_seat_in_a_paused_account_says_until_when(client_for):
    until = timezone.now() + timezone.timedelta(days=3)
    paused = UserFactory(suspended_until=until)
    page = client_for(paused).get(reverse("members:welcome")).content.decode()
    assert "Your account is paused" in page
