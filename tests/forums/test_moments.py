"""Ordinary moments, and changing what is shared."""

import pytest

from forums.models import Post, PostRevision, Reflection, Thread
from forums.services import reflections
from search.models import SearchEntry
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

SAID = "He pointed at the moon. His mother stopped and looked too."


@pytest.fixture
def client(client_for, member):
    scenes.table()
    scenes.principle()
    return client_for(member)


def moment(client, **fields):
    sent = {"kind": "moment", "what_happened": SAID, "moment": "play"} | fields
    return client.post("/reflections/new/", sent)


def share(client, reflection):
    sent = {"forum": "table", "attested": "on", "idempotency_key": scenes.key()}
    return client.post(f"/reflections/{reflection.uuid}/share/", sent)


def test_two_sentences_and_a_moment_are_enough_to_share(client, client_for, other_member, run_tasks):
    page = client.get("/reflections/new/?kind=moment").content.decode()
    assert "What was the moment?" in page
    assert "How was it for you?" not in page
    answer = moment(client, share="1")
    reflection = Reflection.objects.get()
    assert answer.url == f"/reflections/{reflection.uuid}/share/"
    assert (reflection.kind, reflection.title) == ("moment", "He pointed at the moon")
    assert SAID in client.get(answer.url).content.decode()
    thread_url = share(client, reflection).url
    reader = client_for(other_member)
    assert SAID in reader.get(thread_url).content.decode()
    listed = reader.get("/threads/").content.decode()
    assert "Ordinary moment" in listed
    assert SAID in listed
    run_tasks()
    assert SAID in SearchEntry.objects.get(kind="thread").text


def test_a_moment_asks_nobody_and_waits_for_nobody(client, client_for, other_member):
    moment(client, share="1")
    share(client, Reflection.objects.get())
    assert "Nothing waits for you just now." in client_for(other_member).get("/").content.decode()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"what_happened": "x" * 401}, "400"),
        ({"moment": "", "share": "1"}, "This is needed before you share."),
        ({"principles": ["no-such"]}, "no-such"),
    ],
)
def test_bad_input_writes_nothing(client, fields, why):
    answer = moment(client, **fields)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Reflection.objects.exists()


def test_it_is_kept_while_it_is_typed(client):
    kept = client.post("/reflections/new/keep/", {"kind": "moment", "what_happened": SAID}).json()
    assert Reflection.objects.get().kind == "moment"
    assert "What was the moment?" in client.get(kept["edit"]).content.decode()


def words(reflection, **fields):
    return (
        scenes.WORDS
        | {"please": "wonder", "principles": ["trust-parents"], "revision": reflection.revision}
        | fields
    )


def test_a_shared_reflection_is_changed_for_all_with_its_earlier_words_kept(
    client, client_for, member, other_member, run_tasks
):
    thread = scenes.shared(member)
    reflection = thread.reflection
    address = f"/reflections/{reflection.uuid}/edit/"
    assert "changed for them when you send it" in client.get(address).content.decode()
    changed = words(reflection, title="The window", what_happened="He waves at drop-off.")
    assert client.post(address, changed).url == f"/threads/{thread.pk}/"
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert "He waves at drop-off." in page
    assert "The window" in page
    assert scenes.WORDS["what_happened"] not in page
    opening = Post.objects.get()
    assert (opening.revision, Thread.objects.get().title) == (2, "The window")
    history = client_for(other_member).get(f"/posts/{opening.pk}/history/").content.decode()
    assert "cries" in history
    assert "waves" in history
    run_tasks()
    assert "waves" in SearchEntry.objects.get(kind="thread").text


def test_how_it_was_is_in_no_earlier_words(client, client_for, member, other_member):
    thread = scenes.shared(member, how_was_it="I felt small.", share_how_was_it=True)
    reflection = thread.reflection
    client.post(
        f"/reflections/{reflection.uuid}/edit/",
        words(reflection, what_happened="He waves.", how_was_it="I felt small."),
    )
    assert "I felt small." not in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    opening = Post.objects.get()
    assert (
        "I felt small." not in client_for(other_member).get(f"/posts/{opening.pk}/history/").content.decode()
    )
    assert not PostRevision.objects.filter(body__contains="I felt small.").exists()


def test_what_a_check_would_hold_back_is_hidden_first(client, client_for, member, other_member, settings):
    settings.POST_LINKS = 1
    thread = scenes.shared(member)
    reflection = thread.reflection
    linked = "See https://a.example and https://b.example and https://c.example"
    client.post(f"/reflections/{reflection.uuid}/edit/", words(reflection, wondering=linked))
    assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
    assert client.get(f"/threads/{thread.pk}/").status_code == 200


def test_what_others_need_cannot_be_taken_out_of_what_is_shared(client, member):
    thread = scenes.shared(member)
    reflection = thread.reflection
    answer = client.post(f"/reflections/{reflection.uuid}/edit/", words(reflection, question=""))
    assert answer.status_code == 422
    reflection.refresh_from_db()
    assert reflection.question == scenes.WORDS["question"]


def test_an_anonymous_authors_earlier_words_stay_with_them(client, client_for, member, other_member):
    thread = scenes.shared(member, anonymous=True)
    reflection = thread.reflection
    client.post(f"/reflections/{reflection.uuid}/edit/", words(reflection, what_happened="He waves."))
    opening = Post.objects.get()
    assert client_for(other_member).get(f"/posts/{opening.pk}/history/").status_code == 403


def test_nobody_changes_what_another_shared(client_for, member, other_member, moderator):
    reflection = scenes.shared(member).reflection
    for person in (other_member, moderator, UserFactory()):
        answer = client_for(person).post(f"/reflections/{reflection.uuid}/edit/", words(reflection))
        assert answer.status_code == 404


def test_two_changes_at_once_tell_of_each_other(client, member):
    reflection = scenes.shared(member).reflection
    client.post(f"/reflections/{reflection.uuid}/edit/", words(reflection, wondering="First."))
    answer = client.post(f"/reflections/{reflection.uuid}/edit/", words(reflection, wondering="Second."))
    assert answer.status_code == 409
    assert "First." in answer.content.decode()
    assert "Second." in answer.content.decode()
    reflections.withdraw(actor=member, reflection=reflection)
    assert client.get(f"/reflections/{reflection.uuid}/edit/").status_code == 200
