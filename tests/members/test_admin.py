"""The editors' admin: accounts, sectors, circles and the records."""

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cop.core.models import DeadLetter
from members import services
from members.groups import ensure_groups
from members.models import AuditEntry, Circle, Sector, User
from tests.factories import CircleFactory, UserFactory, sector

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups(db):
    ensure_groups()


@pytest.fixture
def desk(client_for, administrator):
    return client_for(administrator)


@pytest.fixture
def letter(db):
    return DeadLetter.objects.create(
        task_path="members.tasks.send_account_mail",
        kwargs={"kind": "approved", "email": "a@example.org", "language": "en"},
        attempts=6,
        exception="OSError",
        traceback="…",
    )


def pages(member, circle, letter):
    return [
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[member.pk]),
        reverse("sectors:index"),
        reverse("sectors:add"),
        reverse("sectors:edit", args=[member.profile.sector.pk]),
        reverse("circles:index"),
        reverse("circles:add"),
        reverse("circles:edit", args=[circle.pk]),
        reverse("audit:index"),
        reverse("tokens:index"),
        reverse("dead_letters:index"),
        reverse("dead_letters:inspect", args=[letter.pk]),
        reverse("dead_letters:requeue", args=[letter.pk]),
    ]


def test_every_page_opens_for_administrators_and_whoever_made_the_installation(
    client_for, desk, member, letter
):
    circle = CircleFactory()
    services.issue_token(actor=member, name="Notebook")
    owner = User.objects.create_superuser("owner@example.org", "quiet-morning-kitchen", display_name="Owner")
    for browser in (desk, client_for(owner)):
        for page in pages(member, circle, letter):
            assert browser.get(page).status_code == 200, page
        assert browser.get(reverse("wagtailadmin_account")).status_code == 200


def test_members_and_curators_find_no_way_in(client_for, member, curator, unverified, letter):
    circle = CircleFactory()
    for page in pages(member, circle, letter):
        assert client_for().get(page).url.startswith("/accounts/login/")
        for person in (member, unverified):
            assert client_for(person).get(page).status_code == 403, page
        if page != reverse("sectors:index"):  # curators choose sectors, so they may look at the list
            response = client_for(curator).get(page)
            assert response.status_code == 403 or response.url == reverse("wagtailadmin_home"), page


def test_moderators_change_circles_only(client_for, moderator, member, letter):
    circle, browser = CircleFactory(), client_for(moderator)
    opened = {page for page in pages(member, circle, letter) if browser.get(page).status_code == 200}
    assert {
        reverse("circles:index"),
        reverse("circles:add"),
        reverse("circles:edit", args=[circle.pk]),
    } <= opened
    assert opened <= {page for page in opened if "/circles/" in page} | {reverse("sectors:index")}


def test_an_administrator_seats_a_member_who_then_sets_a_password(client_for, desk, run_tasks, administrator):
    sector("pediatrics")
    data = {"display_name": "Nils Berg", "email": "Nils@example.org", "sector": "pediatrics", "role": "Nurse"}
    data["groups"] = [Group.objects.get(name="curator").pk]
    assert desk.post(reverse("wagtailusers_users:add"), data).status_code == 302
    nils = User.objects.get(email="nils@example.org")
    assert nils.is_full_member and not nils.has_usable_password()
    assert nils.group_names == {"member", "curator"}
    client_for().post("/accounts/password/reset/", {"email": "nils@example.org"})
    run_tasks()
    assert mail.outbox[0].to == ["nils@example.org"]
    assert AuditEntry.objects.get(verb="seat-member").actor == administrator


def test_a_taken_address_and_a_missing_role_are_said_so(desk, member):
    data = {"display_name": "Nils", "email": member.email, "sector": "home-visiting", "role": ""}
    page = desk.post(reverse("wagtailusers_users:add"), data)
    assert page.status_code == 200
    assert (
        "Another account has this address" in page.content.decode()
        and 'value="Nils"' in page.content.decode()
    )
    assert not User.objects.filter(display_name="Nils").exists()


def test_changing_groups_and_address_is_recorded_and_felt_at_once(
    client_for, desk, member, committed, monkeypatch
):
    closed = []
    monkeypatch.setattr("members.subscribers.close_sockets", closed.append)
    edit = reverse("wagtailusers_users:edit", args=[member.pk])
    data = {
        "display_name": "Rosa D.", "email": "rosa@example.net", "is_active": "on",
        "groups": [Group.objects.get(name="moderator").pk],
    }  # fmt: skip
    with committed():
        assert desk.post(edit, data).status_code == 302
    row = User.objects.get(pk=member.pk)
    assert (row.display_name, row.email) == ("Rosa D.", "rosa@example.net")
    assert row.group_names == {"member", "moderator"}
    assert [(a.email, a.verified) for a in row.emailaddress_set.all()] == [("rosa@example.net", True)]
    assert closed == [member.pk]
    assert AuditEntry.objects.get(verb="change-member").data["groups"] == ["moderator"]
    theirs = client_for(row)
    data.pop("is_active")
    desk.post(edit, data)
    assert not get_user(theirs).is_authenticated


def test_administrators_neither_lock_themselves_out_nor_touch_the_owner(desk, administrator):
    data = {"display_name": "Me", "email": administrator.email, "groups": []}
    desk.post(reverse("wagtailusers_users:edit", args=[administrator.pk]), data)
    row = User.objects.get(pk=administrator.pk)
    assert row.display_name == "Me" and row.is_active and "administrator" in row.group_names
    owner = User.objects.create_superuser("owner@example.org", "quiet-morning-kitchen", display_name="Owner")
    edit = reverse("wagtailusers_users:edit", args=[owner.pk])
    desk.post(edit, {"display_name": "Taken", "email": "taken@example.org", "is_active": "on"})
    assert User.objects.get(pk=owner.pk).display_name == "Owner"


def test_accounts_are_neither_deleted_nor_changed_in_bulk(desk, client_for, member):
    owner = User.objects.create_superuser("owner@example.org", "quiet-morning-kitchen", display_name="Owner")
    desk.post(reverse("wagtailusers_users:delete", args=[member.pk]))
    for action in ("delete", "assign_role", "set_active_state"):
        bulk = reverse("wagtail_bulk_action", args=["members", "user", action])
        role = Group.objects.get(name="administrator").pk
        for browser in (desk, client_for(owner)):
            browser.post(f"{bulk}?id={member.pk}", {"role": role, "mark_as_active": ""})
    row = User.objects.get(pk=member.pk)
    assert row.is_active and row.group_names == {"member"}


def test_a_sector_is_a_row_with_words_in_each_language(desk, client):
    data = {
        "slug": "libraries", "order": "9", "mark": "", "is_active": "on",
        "name_en": "Libraries", "noun_en": "A librarian", "plural_en": "librarians",
        "name_es": "Bibliotecas", "noun_es": "Una persona de biblioteca", "plural_es": "personas de biblioteca",
    }  # fmt: skip
    assert desk.post(reverse("sectors:add"), data).status_code == 302
    assert "Libraries" in client.get("/accounts/signup/").content.decode()
    client.post("/language/", {"language": "es"})
    assert "Bibliotecas" in client.get("/accounts/signup/").content.decode()
    row = Sector.objects.get(slug="libraries")
    edit = reverse("sectors:edit", args=[row.pk])
    assert 'value="Una persona de biblioteca"' in desk.get(edit).content.decode()
    desk.post(edit, data | {"name_es": "", "noun_es": "", "plural_es": "", "name_en": "Library work"})
    assert [label.name for label in row.labels.all()] == ["Library work"]


def test_half_of_a_language_is_not_enough(desk):
    data = {"slug": "x", "order": "1", "name_en": "X", "noun_en": "", "plural_en": "x", "name_es": "Y"}
    page = desk.post(reverse("sectors:add"), data)
    assert page.status_code == 200 and "Give all three words" in page.content.decode()
    assert not Sector.objects.filter(slug="x").exists()


def test_sectors_are_retired_and_not_deleted(desk, member):
    row = member.profile.sector
    desk.post(reverse("sectors:delete", args=[row.pk]))
    assert Sector.objects.filter(pk=row.pk).exists()


def test_a_moderator_opens_a_circle(client_for, moderator):
    browser = client_for(moderator)
    browser.post(
        reverse("circles:add"), {"name": "Night shift", "slug": "night-shift", "description": "Late."}
    )
    circle = Circle.objects.get(slug="night-shift")
    assert AuditEntry.objects.get(verb="open-circle").actor == moderator
    browser.post(
        reverse("circles:edit", args=[circle.pk]),
        {"name": "Late shift", "slug": "night-shift", "description": ""},
    )
    assert Circle.objects.get(pk=circle.pk).name == "Late shift"
    assert browser.post(reverse("circles:add"), {"name": "Twice", "slug": "night-shift"}).status_code == 200


def test_the_record_shows_no_name_beside_an_anonymous_act(desk, member):
    services.audit(actor=member, verb="withdraw-post", anonymous=True)
    services.audit(actor=member, verb="something-named", reason="<script>alert(1)</script>")
    text = desk.get(reverse("audit:index")).content.decode()
    assert "withdraw-post" in text and "something-named" in text
    assert text.count("Rosa Delgado") == 1
    assert "<script>alert" not in text


def test_records_cannot_be_changed(client_for, desk, member):
    entry = services.audit(actor=member, verb="x")
    owner = User.objects.create_superuser("owner@example.org", "quiet-morning-kitchen", display_name="Owner")
    for browser in (desk, client_for(owner)):
        for page in (
            reverse("audit:add"),
            reverse("audit:edit", args=[entry.pk]),
            reverse("audit:delete", args=[entry.pk]),
        ):
            browser.post(page, {"verb": "y"})
    assert AuditEntry.objects.get().verb == "x"


def test_a_failed_task_goes_back_into_the_queue(desk, client_for, curator, letter):
    again = reverse("dead_letters:requeue", args=[letter.pk])
    client_for(curator).post(again)
    desk.get(again)
    assert not DBTaskResult.objects.exists()
    assert desk.post(again).url == reverse("dead_letters:index")
    letter.refresh_from_db()
    assert letter.requeued_at and DBTaskResult.objects.get().task_path == letter.task_path


def test_all_that_failed_of_a_task_goes_back_together(desk, letter):
    for _n in range(2):
        DeadLetter.objects.create(
            task_path=letter.task_path, kwargs=letter.kwargs, attempts=6, exception="OSError"
        )
    DeadLetter.objects.create(task_path="members.tasks.other", attempts=6, exception="OSError")
    again = reverse("dead_letters:requeue", args=[letter.pk])
    assert "Put all 3 tasks like this back" in desk.get(again).content.decode()
    desk.post(again, {"all": "1"})
    assert DBTaskResult.objects.count() == 3
    assert DeadLetter.objects.filter(requeued_at=None).get().task_path == "members.tasks.other"


def test_listing_members_takes_few_queries(desk, django_assert_max_num_queries):
    for slug in ("pediatrics", "policy", "family-support"):
        UserFactory.create_batch(5, sector=slug)
    index = reverse("wagtailusers_users:index")
    desk.get(index)
    with django_assert_max_num_queries(22):
        desk.get(index, {"q": "person"})
