"""A reflection is kept while it is typed."""

import uuid

import pytest

from forums.models import Reflection
from forums.services import reflections
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, member):
    return client_for(member)


def words(**fields):
    return {"please": "wonder", "what_happened": "She waited."} | fields


def test_the_first_words_are_kept_once_however_often_they_are_sent(client, member):
    key = uuid.uuid4()
    for _again in range(2):
        kept = client.post("/reflections/new/keep/", words(uuid=key, revision=0)).json()
    reflection = Reflection.objects.get()
    assert (reflection.uuid, reflection.author, reflection.revision) == (key, member, 1)
    assert (kept["keep"], kept["edit"]) == (f"/reflections/{key}/keep/", f"/reflections/{key}/edit/")
    client.post("/reflections/new/", words(uuid=key, revision=1))
    assert Reflection.objects.count() == 1


def test_what_is_typed_on_is_kept_with_another_revision(client, member):
    reflection = scenes.draft(member)
    answer = client.post(f"/reflections/{reflection.uuid}/keep/", words(revision=reflection.revision))
    assert answer.json()["revision"] == reflection.revision + 1
    reflection.refresh_from_db()
    assert reflection.what_happened == "She waited."
    assert reflection.question == "", "a field that was emptied is empty"


def test_who_writes_on_two_devices_is_told_and_nothing_is_lost(client, member):
    reflection = scenes.draft(member)
    address = f"/reflections/{reflection.uuid}/keep/"
    client.post(address, words(what_happened="On the phone.", revision=1))
    answer = client.post(
        address, words(what_happened="At the desk.", principles=["trust-parents"], revision=1)
    )
    assert answer.status_code == 409
    assert answer.json()["fields"]["what_happened"] == "On the phone."
    assert answer.json()["revision"] == 2
    reflection.refresh_from_db()
    assert reflection.what_happened == "On the phone."
    page = client.post(
        f"/reflections/{reflection.uuid}/edit/", words(what_happened="At the desk.", revision=1)
    )
    assert page.status_code == 409
    html = page.content.decode()
    assert "On the phone." in html
    assert "At the desk." in html
    assert 'name="revision" value="2"' in html
    client.post(f"/reflections/{reflection.uuid}/edit/", words(what_happened="At the desk.", revision=2))
    reflection.refresh_from_db()
    assert reflection.what_happened == "At the desk."


def test_the_same_words_from_an_older_page_are_no_conflict(client, member):
    reflection = scenes.draft(member)
    address = f"/reflections/{reflection.uuid}/keep/"
    for _again in range(2):
        assert client.post(address, words(revision=1)).json()["revision"] == 2


def test_what_fits_is_kept_beside_what_does_not(client, member):
    reflection = scenes.draft(member)
    answer = client.post(
        f"/reflections/{reflection.uuid}/keep/", words(question="x" * 251, wondering="Kept.", revision=1)
    )
    assert "250" in answer.json()["errors"]["question"][0]
    reflection.refresh_from_db()
    assert reflection.wondering == "Kept."
    assert reflection.question == scenes.WORDS["question"]


def test_nobody_writes_in_the_journal_of_another(client, other_member):
    theirs = scenes.draft(other_member)
    assert client.post(f"/reflections/{theirs.uuid}/keep/", words()).status_code == 404
    assert client.post("/reflections/new/keep/", words(uuid=theirs.uuid)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.what_happened == scenes.WORDS["what_happened"]


def test_a_shared_one_is_not_changed_while_one_types(client, member):
    reflection = scenes.shared(member).reflection
    answer = client.post(f"/reflections/{reflection.uuid}/keep/", words())
    assert answer.status_code == 422
    reflection.refresh_from_db()
    assert reflection.what_happened == scenes.WORDS["what_happened"]


def test_who_is_not_a_member_yet_keeps_nothing(client_for, unverified):
    assert client_for(unverified).post("/reflections/new/keep/", words(uuid=uuid.uuid4())).status_code == 403
    assert not Reflection.objects.exists()


def test_the_service_refuses_what_was_written_on_an_older_revision(member):
    reflection = scenes.draft(member)
    with pytest.raises(reflections.Conflict):
        reflections.save_draft(actor=member, reflection=reflection, revision=7, wondering="Other.")
