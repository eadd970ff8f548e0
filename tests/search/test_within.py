"""Looking in one conversation alone: each thing that was said by itself, by its own words, for who may read it."""

import pytest
from django.http import QueryDict

from forums.models import Forum
from search.services import saving
from tests.factories import CircleFactory
from tests.forums.scenes import discussion, said, shared
from tests.search.scenes import ask, settle

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def talk(member, other_member, run_tasks):
    thread = discussion(member, title="A samovar in the morning", body="Who has one?")
    said(other_member, thread, "Mine is a kettle.")
    said(member, thread, "A percolator, and a kettle beside it.")
    said(other_member, thread, "Nothing of that.")
    said(member, discussion(other_member, title="Elsewhere"), "A kettle too.")
    run_tasks()
    return thread


def words(answer):
    return [str(one.excerpt).replace("<mark>", "").replace("</mark>", "") for one in answer.found]


def test_each_reply_stands_by_itself(talk, member):
    answer = ask(member, "kettle", thread=talk.pk)
    assert sorted(words(answer)) == ["A percolator, and a kettle beside it.", "Mine is a kettle."]
    assert answer.results.total == 2
    newest = ask(member, "kettle", thread=talk.pk, sort="newest")
    assert words(newest)[0] == "A percolator, and a kettle beside it."
    assert ask(member, "kettl", thread=talk.pk).results.total == 2  # still being typed
    assert ask(member, '"kettle beside"', thread=talk.pk).results.total == 1


def test_the_title_that_all_carry_finds_its_opening_alone(talk, member):
    assert words(ask(member, "samovar", thread=talk.pk)) == ["Who has one?"]
    assert sorted(words(ask(member, "kettle -samovar", thread=talk.pk))) == [
        "A percolator, and a kettle beside it.", "Mine is a kettle.",
    ]  # fmt: skip
    assert words(ask(member, "kettle -percolator", thread=talk.pk)) == ["Mine is a kettle."]


def test_without_words_all_is_listed(talk, member):
    assert ask(member, "", thread=talk.pk).results.total == 4


def test_the_page_leads_back_and_out(talk, client_for, member):
    settle()
    html = client_for(member).get(f"/search/?q=kettle&thread={talk.pk}").content.decode()
    assert f'href="/threads/{talk.pk}/"' in html
    assert 'href="?q=kettle"' in html and "in “A samovar in the morning”" in html
    assert f'<input type="hidden" name="thread" value="{talk.pk}">' in html
    assert "Amara Nwosu</a>" in html and "Keep this search" not in html
    assert "Narrow down" not in html


def test_whoever_may_not_read_it_is_told_that_there_is_none(client_for, member, other_member, run_tasks):
    circle = CircleFactory(slug="porch", members=[other_member])
    porch = Forum.objects.create(slug="porch", name="Porch", audience="circle", circle=circle)
    thread = discussion(other_member, title="A kettle on the porch", forum=porch)
    run_tasks()
    settle()
    client = client_for(member)
    assert client.get(f"/search/?q=kettle&thread={thread.pk}").status_code == 404
    assert client.get("/search/?q=kettle&thread=99999999").status_code == 404
    assert client.get("/search/?q=kettle&thread=x").status_code == 404
    assert client_for(other_member).get(f"/search/?q=kettle&thread={thread.pk}").status_code == 200
    assert ask(member, "kettle", thread=thread.pk).results.total == 0


def test_who_speaks_by_sector_stays_so(client_for, member, other_member, run_tasks):
    thread = shared(member, anonymous=True)
    run_tasks()
    settle()
    html = client_for(other_member).get(f"/search/?thread={thread.pk}").content.decode()
    assert "A colleague</a>" in html and ">Rosa" not in html


def test_the_box_stands_in_long_conversations(client_for, member, other_member, run_tasks):
    thread = discussion(member)
    said(other_member, thread)
    client = client_for(member)
    assert "Search in this conversation" not in client.get(f"/threads/{thread.pk}/").content.decode()
    for number in range(9):
        said(other_member, thread, f"Kettle {number}.")
    assert "Search in this conversation" in client.get(f"/threads/{thread.pk}/").content.decode()


def test_a_kept_search_is_about_everything(talk, member):
    settle()
    saved = saving.keep(actor=member, params=QueryDict(f"q=kettle&thread={talk.pk}"))
    assert saved.address == "q=kettle"
