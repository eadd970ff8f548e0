"""The journal, the reflection form, and sharing."""

import pytest

from forums.models import Reflection, Thread
from members import services as members
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, member):
    scenes.table()
    scenes.principle()
    return client_for(member)


def words(**fields):
    filled = (
        {"please": "wonder", "principles": ["trust-parents"], "follow_up_weeks": "4"} | scenes.WORDS | fields
    )
    return {name: value for name, value in filled.items() if value is not None}


def test_nothing_is_stored_before_the_first_words_are_sent(client):
    page = client.get("/reflections/new/?moment=feeding").content.decode()
    assert 'value="feeding" ' in page
    assert "Home visiting" in page  # the setting, from one's sector
    assert not Reflection.objects.exists()


def test_a_beginning_is_kept_however_little_it_is(client, member):
    answer = client.post("/reflections/new/", {"what_happened": "She waited.", "please": "wonder"})
    reflection = Reflection.objects.get()
    assert answer.url == f"/reflections/{reflection.uuid}/edit/"
    assert (reflection.author, reflection.state) == (member, "journal")
    assert "She waited." in client.get(answer.url).content.decode()
    assert "She waited." in client.get("/reflections/").content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"what_happened": "x" * 701}, "700"),
        ({"question": "x" * 251}, "250"),
        ({"title": "x" * 81}, "80"),
        ({"moment": "party"}, "party"),
        ({"age_band": "99 years"}, "99 years"),
        ({"strengths": ["strength"]}, "strength"),
        ({"principles": ["no-such"]}, "no-such"),
        ({"follow_up_weeks": "3"}, "3"),
        ({"asked_sectors": ["sorcery"]}, "sorcery"),
    ],
)
def test_bad_input_writes_nothing_and_keeps_what_was_typed(client, fields, message):
    answer = client.post("/reflections/new/", words(already_working="Kept words.") | fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "Kept words." in page
    assert 'role="alert"' in page
    assert not Reflection.objects.exists()


def test_what_is_needed_for_sharing_is_asked_only_then(client):
    answer = client.post(
        "/reflections/new/", {"what_happened": "She waited.", "please": "wonder", "share": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is needed before you share." in page
    assert "#id_moment_0" in page
    assert "She waited." in page
    assert not Reflection.objects.exists()


def test_the_title_is_taken_from_the_question(client):
    question = "How do you wait without a word? I find it hard."
    answer = client.post("/reflections/new/", words(title="", question=question, share="1"))
    assert answer.status_code == 302
    assert Reflection.objects.get().title == "How do you wait without a word?"


def test_a_reflection_is_read_once_more_and_shared(client, member, other_member, client_for):
    answer = client.post(
        "/reflections/new/",
        words(share="1", strengths=["connection"], asked_sectors=["home-visiting"], not_asked_yet="on"),
    )
    preview = client.get(answer.url)
    page = preview.content.decode()
    for text in (
        scenes.WORDS["question"],
        "connection",
        "I have not asked them yet",
        "A colleague",
        "Rosa Delgado",
    ):
        assert text in page
    key = preview.context["form"]["idempotency_key"].value()
    unread = client.post(answer.url, {"forum": "table", "anonymous": "", "idempotency_key": key})
    assert unread.status_code == 422
    assert "Read it once more as the family would" in unread.content.decode()
    assert not Thread.objects.exists()
    data = {"forum": "table", "anonymous": "1", "attested": "on", "idempotency_key": key}
    shared = client.post(answer.url, data)
    thread = Thread.objects.get()
    assert shared.url == f"/threads/{thread.pk}/"
    assert client.post(answer.url, data).url == shared.url
    assert Thread.objects.count() == 1
    reader = client_for(other_member).get(shared.url).content.decode()
    assert scenes.WORDS["question"] in reader
    assert "Rosa" not in reader


@pytest.mark.parametrize("forum", ["porch", "square", "nowhere", ""])
def test_a_reflection_goes_nowhere_it_may_not(client, member, other_member, forum):
    scenes.circle_forum(other_member)
    scenes.Forum.objects.create(slug="square", name="Square", audience="public")
    reflection = scenes.draft(member)
    address = f"/reflections/{reflection.uuid}/share/"
    answer = client.post(address, {"forum": forum, "attested": "on", "idempotency_key": scenes.key()})
    assert answer.status_code == 422
    assert "Porch" not in answer.content.decode()
    assert not Thread.objects.exists()


def test_a_journal_is_ones_own(client, other_member, client_for, moderator):
    reflection = scenes.draft(other_member, title="The sock puppet")
    for person in (UserFactory(), moderator):
        reader = client_for(person)
        assert "The sock puppet" not in reader.get("/reflections/").content.decode()
        for step in ("edit", "share", "withdraw"):
            assert reader.get(f"/reflections/{reflection.uuid}/{step}/").status_code == 404
            assert reader.post(f"/reflections/{reflection.uuid}/{step}/", words()).status_code == 404
    reflection.refresh_from_db()
    assert (reflection.title, reflection.state) == ("The sock puppet", "journal")


def test_a_shared_reflection_is_taken_back(client, member, other_member, client_for):
    thread = scenes.shared(member)
    reflection = Reflection.objects.get()
    assert client.get(f"/reflections/{reflection.uuid}/withdraw/").status_code == 200
    client.post(f"/reflections/{reflection.uuid}/withdraw/")
    assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
    assert client.get(f"/reflections/{reflection.uuid}/edit/").status_code == 200


def test_whoever_left_the_circle_can_still_take_their_reflection_back(
    client, member, other_member, client_for
):
    forum = scenes.circle_forum(member, other_member)
    thread = scenes.shared(member, forum=forum)
    members.leave_circle(actor=member, circle=forum.circle)
    assert client.post(f"/reflections/{Reflection.objects.get().uuid}/withdraw/").status_code == 302
    assert Reflection.objects.get().state == "withdrawn"
    assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404


def test_the_notices_are_said_plainly(client, settings):
    page = client.get("/reflections/new/").content.decode()
    for text in (
        "Not a reporting channel.",
        "Not a medical or education record.",
        settings.MANDATED_REPORT_URL,
    ):
        assert text in page


def test_an_unverified_account_is_told_what_is_missing(client_for, unverified):
    for address in ("/reflections/", "/reflections/new/"):
        answer = client_for(unverified).get(address)
        assert answer.status_code == 403
        assert "Confirm your e-mail address" in answer.content.decode()
    assert "/accounts/login/" in client_for().get("/reflections/new/").url


def test_who_left_the_circle_can_still_take_a_reflection_back(client_for, member):
    forum = scenes.circle_forum(member)
    thread = scenes.shared(member, forum=forum)
    journal = client_for(member).get("/reflections/").content.decode()
    assert f"/threads/{thread.pk}/" in journal
    members.leave_circle(actor=member, circle=forum.circle)
    journal = client_for(type(member).objects.get(pk=member.pk)).get("/reflections/").content.decode()
    assert f"/threads/{thread.pk}/" not in journal
    assert f"/reflections/{thread.reflection.uuid}/withdraw/" in journal


def test_words_to_find_it_by_go_with_what_is_shared(client, member):
    reflection = scenes.draft(member)
    form = {"forum": "table", "attested": "on", "idempotency_key": scenes.key()}
    address = f"/reflections/{reflection.uuid}/share/"
    refused = client.post(address, form | {"tags": "a, b, c, d, e, f, g"})
    assert refused.status_code == 422
    assert "a, b, c, d, e, f, g" in refused.content.decode()
    client.post(address, form | {"tags": "Goodbye, drop-off"})
    assert set(Thread.objects.get().tags.names()) == {"goodbye", "drop-off"}
