"""One's own journal: found, taken along and deleted by its author alone."""

import json

import pytest

from forums.models import Post, Reflection, Thread
from forums.services import posting, reflections
from search.models import SearchEntry
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, member):
    return client_for(member)


def titles(client, query):
    page = client.get(f"/reflections/?{query}").context["page"]
    return [one.title for one in page]


def test_it_is_searched_field_by_field(client, member, other_member):
    scenes.draft(member, title="Beans", what_happened="She sorted beans.", how_was_it="I was calm.")
    scenes.draft(member, title="Window", wondering="What about the beans?", moment="play")
    scenes.draft(other_member, title="Theirs", what_happened="Beans too.")
    assert set(titles(client, "q=beans")) == {"Beans", "Window"}
    assert titles(client, "q=beans&within=wondering") == ["Window"]
    assert titles(client, "q=calm") == ["Beans"]
    assert titles(client, "q=beans+calm") == ["Beans"]
    assert titles(client, "q=nothing") == []
    assert "Nothing in your journal fits." in client.get("/reflections/?q=nothing").content.decode()


@pytest.mark.parametrize("asked", ["mamá", "MAMA", "ma\u0301ma"])
@pytest.mark.parametrize("written", ["La Mamá espera.", "la mama espera", "La mama\u0301 espera."])
def test_an_accent_more_or_less_is_the_same_word(client, member, written, asked):
    scenes.draft(member, title="One", what_happened=written)
    scenes.draft(member, title="Two", what_happened="She waits. 100% _sure_")
    assert titles(client, f"q={asked}") == ["One"]
    assert titles(client, "q=100%25") == ["Two"]
    assert titles(client, "q=%25") == ["Two"], "a sign of the database\u2019s own is a sign like others"


def test_it_is_narrowed_by_moment_age_principle_and_state(client, member):
    one = scenes.draft(member, title="One", moment="play", age_band="2-3 years")
    scenes.shared(member, title="Two", principles=[scenes.principle("village")])
    assert titles(client, "moment=play") == ["One"]
    assert titles(client, "age_band=2-3+years") == ["One"]
    assert titles(client, "principle=village") == ["Two"]
    assert titles(client, "state=shared") == ["Two"]
    assert titles(client, "state=journal") == [one.title]
    assert len(titles(client, "moment=nonsense&principle=none")) == 2


def test_it_is_taken_along_whole_by_its_author(client, client_for, member, other_member, moderator):
    scenes.draft(member, title="Beans", how_was_it="I was calm.", strengths=["connection"])
    scenes.draft(other_member, title="Theirs")
    data = json.loads(client.get("/reflections/journal.json").content)["reflections"]
    assert [one["title"] for one in data] == ["Beans"]
    assert data[0]["how_was_it"] == "I was calm."
    assert data[0]["strengths"] == ["connection"]
    assert data[0]["principles"] == ["trust-parents"]
    page = client.get("/reflections/journal.html")
    assert "attachment" in page["Content-Disposition"]
    assert "I was calm." in page.content.decode()
    assert "Theirs" not in page.content.decode()
    assert "calm" not in client_for(moderator).get("/reflections/journal.json").content.decode()
    assert client.get("/reflections/journal.exe").status_code == 404


def test_deleted_for_good_it_is_gone_after_asking(client, member):
    reflection = scenes.draft(member)
    address = f"/reflections/{reflection.uuid}/delete/"
    assert "Nobody can bring it back" in client.get(address).content.decode()
    assert Reflection.objects.exists()
    client.post(address)
    assert not Reflection.objects.exists()
    assert client.post(f"/reflections/{reflection.uuid}/keep/", {"please": "wonder"}).status_code == 404


def test_deleted_for_good_the_conversation_goes_with_it(client, client_for, member, other_member, run_tasks):
    thread = scenes.shared(member, title="The wait by the window")
    posting.reply(actor=other_member, thread=thread, body="I notice the window.", kind="notice")
    run_tasks()
    assert SearchEntry.objects.filter(key=f"thread:{thread.pk}").exists()
    client.post(f"/reflections/{thread.reflection.uuid}/delete/")
    run_tasks()
    assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
    assert not Post.objects.exclude(body="").exists()
    assert Thread.objects.get().title == ""
    assert not SearchEntry.objects.filter(group=f"thread:{thread.pk}").exists()


def test_what_was_withdrawn_before_is_destroyed_too(client, member):
    thread = scenes.shared(member, title="The wait by the window")
    reflections.withdraw(actor=member, reflection=thread.reflection)
    client.post(f"/reflections/{thread.reflection.uuid}/delete/")
    assert Thread.objects.get().title == ""


def test_nobody_deletes_from_the_journal_of_another(client_for, member, other_member, moderator):
    reflection = scenes.draft(member)
    for person in (other_member, moderator):
        assert client_for(person).post(f"/reflections/{reflection.uuid}/delete/").status_code == 404
    assert Reflection.objects.exists()
