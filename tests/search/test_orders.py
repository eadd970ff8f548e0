"""In which order things are found: what was endorsed and what is of one's own sector a little up; most useful; by kind."""

import pytest

from forums.models import Post, Reaction
from forums.services import answers, posting, reactions
from tests.factories import UserFactory
from tests.forums.scenes import discussion, principle, said, table
from tests.search.scenes import ask, guide, index, resource, settle, titles

pytestmark = pytest.mark.usefixtures("engine")


def question(author, title):
    return posting.start_thread(
        actor=author, forum=table(), kind="question", title=title, body="Who knows?", principles=[principle()]
    )


def test_a_question_with_an_answer_comes_before_one_without(member, other_member, run_tasks):
    first, second = question(member, "Kettle one"), question(member, "Kettle two")
    for thread in (first, second):
        said(other_member, thread, "Something else.")
    run_tasks()
    assert set(titles(ask(member, "kettle"))) == {"Kettle one", "Kettle two"}
    for thread, other in ((first, second), (second, first)):
        answers.accept_answer(actor=member, post=Post.objects.get(thread=thread, position=2))
        run_tasks()
        assert titles(ask(member, "kettle")) == [thread.title, other.title]
        answers.retract_answer(actor=member, post=Post.objects.get(thread=thread, position=2))
        run_tasks()


def test_ones_own_sector_decides_between_the_like(member, other_member):
    index(
        "guide", guide("Kettle one", sectors=["pediatrics"]), guide("Kettle two", sectors=["home-visiting"])
    )
    assert titles(ask(member, "kettle")) == ["Kettle two", "Kettle one"]
    assert titles(ask(other_member, "kettle")) == ["Kettle one", "Kettle two"]


def test_ones_own_sector_outweighs_no_better_answer(member):
    index(
        "guide",
        guide("Kettle", "A kettle.", sectors=["pediatrics"]),
        guide("Another thing", "With a kettle.", sectors=["home-visiting"]),
    )
    assert titles(ask(member, "kettle")) == ["Kettle", "Another thing"]


def test_most_useful_puts_what_helped_others_first(client_for, member, other_member, run_tasks):
    index("resource", resource("A kettle and a samovar"))
    thread = discussion(other_member, title="Mornings")
    post = said(other_member, thread, "A kettle, among many other things that one may have in a kitchen.")
    for colleague in UserFactory.create_batch(8):
        reactions.react(actor=colleague, post=post, kind=Reaction.Kind.THANKS, on=True)
    run_tasks()
    index("post", Post.objects.get(pk=post.pk))
    assert titles(ask(member, "kettle"))[0] == "A kettle and a samovar"
    answer = ask(member, "kettle", sort="helpful")
    assert answer.query.sort == "helpful" and titles(answer)[0] == "Mornings"
    html = client_for(member).get("/search/?q=kettle&sort=helpful").content.decode()
    assert '<a href="?q=kettle&amp;sort=helpful" aria-current="true">Most useful</a>' in html
    assert '<input type="hidden" name="sort" value="helpful">' in html


def test_grouped_by_kind_the_best_of_each_stand_together(client_for, member, other_member, run_tasks):
    index("resource", *[resource(f"Kettle {number}") for number in range(5)])
    index("guide", guide("A kettle"))
    discussion(other_member, title="Our kettle")
    run_tasks()
    settle()
    html = client_for(member).get("/search/?q=kettle&view=kinds").content.decode()
    assert html.count('<li class="hit">') == 5  # three of five resources
    assert 'href="?q=kettle&amp;kind=resource">All 5' in html
    for name in ("guide", "resource", "discussion"):
        assert f'<h2 id="kind-{name}">' in html
    assert '<a href="?q=kettle&amp;view=kinds" aria-current="true">By kind</a>' in html
    mixed = client_for(member).get("/search/?q=kettle").content.decode()
    assert mixed.count('<li class="hit">') == 7 and '<h2 id="kind-guide">' not in mixed
