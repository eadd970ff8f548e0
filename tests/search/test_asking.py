"""What a question finds, the same for both engines."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forums.services import posting
from members.permissions import audience_tokens
from search.engines import ask as ask_engine
from search.models import SearchEntry
from search.results import similar
from tests.forums.scenes import discussion, said, shared
from tests.search.scenes import ask, guide, index, resource, settle, titles

pytestmark = pytest.mark.usefixtures("engine")


def resources(*pairs, **fields):
    rows = [resource(title, text, **fields) for title, text in pairs]
    index("resource", *rows)
    return rows


def test_other_forms_of_a_word_are_found_in_english_and_spanish(member):
    resources(("Feeding visits", "She fed the babies."))
    resources(("Interacciones con las familias", "Leer juntos."), language="es")

    for question in ("feed visit", "visiting", "baby", "FEEDINGS"):
        assert titles(ask(member, question)) == ["Feeding visits"], question
    for question in ("interacción", "interaccion", "familia", "FAMILIAS", "interacciones"):
        assert titles(ask(member, question)) == ["Interacciones con las familias"], question


def test_accents_do_not_matter_on_either_side(member):
    resources(("La guardería", "El niño y la mamá."), language="es")
    resources(("A cafe of ones own", "No accents here."))

    assert titles(ask(member, "guarderia nino")) == ["La guardería"]
    assert titles(ask(member, "café")) == ["A cafe of ones own"]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(member):
    resources(
        ("About mornings", "It has a kettle in it, and much else besides."), ("The kettle", "About mornings.")
    )

    assert titles(ask(member, "kettle")) == ["The kettle", "About mornings"]


def test_what_says_exactly_what_was_asked_comes_first(member):
    resources(
        ("Steps to build serve and return together", "Serve and return, serve and return."),
        ("Serve and Return", "Back and forth."),
    )

    assert titles(ask(member, "serve and return"))[0] == "Serve and Return"


def test_the_small_words_of_a_question_do_not_matter(member):
    resources(("Asking about food", "With dignity."), ("What the parents do", "They are at the door."))

    assert titles(ask(member, "how do i ask about the food?")) == ["Asking about food"]
    assert titles(ask(member, "what do they")) == ["What the parents do"]  # there is nothing else to go by


def test_a_phrase_must_stand_as_it_is(member):
    resources(("Circle", "A reflection circle in town."), ("Other", "A circle of reflection in town."))

    assert titles(ask(member, '"reflection circle"')) == ["Circle"]
    assert len(titles(ask(member, "reflection circle"))) == 2


def test_what_is_left_out_is_not_there(member):
    resources(("Kettle and nap", "Both."), ("Kettle", "Alone."))

    assert titles(ask(member, "kettle -nap")) == ["Kettle"]
    assert titles(ask(member, '-"kettle and nap" kettle')) == ["Kettle"]


def test_the_last_word_may_be_half_typed(member):
    resources(("Handoffs between sectors", "Warm."))

    assert titles(ask(member, "handof")) == ["Handoffs between sectors"]
    assert titles(ask(member, "handof sectors")) == ["Handoffs between sectors"]


def test_what_holds_only_some_of_the_words_joins_when_little_holds_all(member):
    others = ((f"Morning {number}", "With porridge.") for number in range(6))
    resources(("Crying at goodbye", "At the door."), ("Goodbye", "A routine."), *others)

    assert titles(ask(member, "crying goodbye")) == ["Crying at goodbye", "Goodbye"]


@pytest.mark.parametrize(
    "question",
    [
        '"', '""', '" " "', "-", "--", "- -", "*", "AND OR NOT", "NEAR(a b)", "kettle NOT", "(kettle", "kettle)", "a:b:c",
        "title:kettle", "kettle*", "^kettle", "kettle~2", "{kettle}", "'kettle", "kettle' OR 1=1 --", "kettle & | !", ":*",
        "<->", "kettle\\", "\\", "kettle:*A", "sector:", "principle:nothing", "kind:", "lang:xx", "after:soon",
        "after:2026-13-45", "before:0000", "after:9999-12-31 before:9999-12-31", '-"kettle', 'sector:"home', "ﬃ kettle",
        "\x00kettle", "\u202ekettle", "💛 kettle", "kettle " * 400, "x" * 5000, "' \" ` ; %s %(a)s {0}", "[a TO b]", "/a/",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(member, question, client_for):
    resources(("Kettle", "On the stove."))

    ask(member, question)
    ask(member, f"kettle {question}")
    response = client_for(member).get("/search/", {"q": question})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "params",
    ["page=0", "page=-1", "page=x", "page=99999999999", "page=299", "kind=nothing", "date=never", "sort=x", "lang=%00", "kind=guide&kind=guide"],
)  # fmt: skip
def test_whatever_stands_in_the_address_is_answered(member, params, client_for):
    resources(("Kettle", "On the stove."))

    assert client_for(member).get(f"/search/?q=kettle&{params}").status_code == 200


def test_script_in_title_and_text_arrives_as_words(member, client_for, run_tasks):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> kettle"
    resources((evil, f"{evil} & more"))
    said(member, discussion(member, title=f"A {evil}"[:120], body=evil), body=f"{evil} again")
    run_tasks()
    settle()

    page = client_for(member).get("/search/", {"q": "kettle"}).content.decode()
    main = page[page.index('class="hits"') : page.index("</ol>")]
    assert "<script" not in main
    assert "<img" not in main
    assert "&lt;script&gt;" in main
    assert "<mark>kettle</mark>" in main
    assert set(re.findall(r"<(\w+)", main)) <= {
        "li", "p", "svg", "use", "span", "h2", "a", "mark", "blockquote", "div", "time", "ol",
    }  # fmt: skip


def test_posts_are_folded_into_their_thread_and_the_best_is_shown(member, other_member, run_tasks):
    thread = discussion(member, title="Mornings", body="How do they begin?")
    said(other_member, thread, "With a samovar.")
    best = said(other_member, thread, "A samovar and a second samovar, at the door with the father.")
    run_tasks()

    (found,) = ask(member, "samovar father").found
    assert found.entry.key == f"thread:{thread.pk}"
    assert found.reply.key == f"post:{best.pk}"
    assert found.reply.url == f"/threads/{thread.pk}/#post-{best.pk}"
    assert "<mark>samovar</mark>" in found.reply_excerpt


def test_words_that_are_spread_over_a_thread_find_it_once(member, other_member, run_tasks):
    thread = discussion(member, title="Mornings with a samovar", body="How do they begin?")
    said(other_member, thread, "With the grandfather.")
    run_tasks()

    assert titles(ask(member, "samovar grandfather")) == ["Mornings with a samovar"]


def test_a_section_is_folded_into_its_guide_and_linked(member):
    page = guide(
        "Ninety seconds of noticing",
        body={
            "why_it_matters": {"text": "<p>A samovar is ordinary.</p>"},
            "words_to_say": {"sentences": ["I saw."]},
        },
    )
    index("guide", page)

    (found,) = ask(member, "samovar").found
    block = next(block for block in page.body if block.block_type == "why_it_matters")
    assert found.entry.key == f"guide:{page.pk}"
    assert found.section == "Why it matters"
    assert found.url.endswith(f"#{block.id}")
    assert "<mark>samovar</mark>" in found.excerpt


def test_a_post_beyond_the_first_page_is_linked_on_its_own(member, run_tasks):
    thread = discussion(member, title="Mornings")
    for _n in range(20):
        last = said(member, thread, "More of it.")
    posting.reply(actor=member, thread=thread, body="A samovar.")
    run_tasks()

    (found,) = ask(member, "samovar").found
    assert last.position == 21
    assert re.fullmatch(rf"/threads/{thread.pk}/\?page=2#post-\d+", found.reply.url)


def scene(member, run_tasks):
    index(
        "guide",
        guide("Kettle guide", principles=["village"], sectors=["pediatrics"]),
        guide("Kettle guía", slug="g2", principles=["trust-parents"], sectors=["home-visiting"], locale="es"),
    )
    row = resource("Kettle resource", audience="members")
    row.principles.set(guide("Other", slug="g3", principles=["village"]).principles.all())
    index("resource", row)
    shared(member, title="A kettle by the window")
    run_tasks()


def test_facets_count_what_the_viewer_may_see(member, visitor, run_tasks):
    scene(member, run_tasks)

    facets = ask(member, "kettle").results.facets
    assert facets["kind"] == {"guide": 2, "resource": 1, "reflection": 1}
    assert facets["principle"] == {"village": 2, "trust-parents": 2}
    assert facets["sector"] == {"pediatrics": 1, "home-visiting": 2}
    assert facets["lang"] == {"en": 3, "es": 1}
    assert facets["date"] == {"week": 4, "month": 4, "year": 4}
    facets = ask(visitor, "kettle").results.facets
    assert facets["kind"] == {"guide": 2}
    assert facets["principle"] == {"village": 1, "trust-parents": 1}


def test_a_facet_narrows_the_others_but_shows_its_own_alternatives(member, run_tasks):
    scene(member, run_tasks)

    answer = ask(member, "kettle", principle="village")
    assert set(titles(answer)) == {"Kettle guide", "Kettle resource"}
    assert answer.results.total == 2
    assert answer.results.facets["kind"] == {"guide": 1, "resource": 1}
    assert answer.results.facets["principle"] == {"village": 2, "trust-parents": 2}
    assert set(titles(ask(member, "kettle", principle=["village", "trust-parents"]))) == {
        "Kettle guide", "Kettle guía", "Kettle resource", "A kettle by the window",
    }  # fmt: skip


def test_the_box_narrows_as_the_facets_do(member, run_tasks):
    scene(member, run_tasks)

    for question in (
        "kettle kind:guide lang:es",
        "kettle tipo:guías idioma:es",
        "lang:es kettle sector:home",
    ):
        assert titles(ask(member, question)) == ["Kettle guía"], question
    assert titles(ask(member, 'kettle sector:"home visiting" kind:reflection')) == ["A kettle by the window"]
    assert titles(ask(member, "principle:village kind:resource")) == ["Kettle resource"]


def test_dates_narrow_and_newest_comes_first_where_that_is_asked(member, run_tasks):
    now = timezone.now()
    for days, title in ((400, "Kettle long ago"), (20, "Kettle of this month"), (2, "A kettle of now")):
        discussion(member, title=title, at=now - timedelta(days=days))
    run_tasks()

    assert titles(ask(member, "kettle", sort="newest")) == [
        "A kettle of now",
        "Kettle of this month",
        "Kettle long ago",
    ]
    assert titles(ask(member, "kettle", date="week")) == ["A kettle of now"]
    before = (now - timedelta(days=100)).strftime("%Y-%m-%d")
    assert titles(ask(member, f"kettle before:{before}")) == ["Kettle long ago"]
    assert titles(ask(member, f"kettle after:{before} date", sort="newest"))[0] == "A kettle of now"


def test_a_tag_finds_what_carries_it(member):
    page = guide("Noticing", tags=["serve-and-return"])
    index("guide", page)

    (found,) = ask(member, "serve return").found
    assert [str(tag) for tag in found.tags] == ["<mark>serve</mark> and <mark>return</mark>"]
    assert titles(ask(member, "tag:serve-and-return")) == ["Noticing"]
    assert titles(ask(member, "tag:other")) == []


def test_pages_do_not_overlap(member):
    resources(*((f"Kettle number {n}", "On the stove.") for n in range(25)))

    pages = [titles(ask(member, "kettle", page=number)) for number in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({title for page in pages for title in page}) == 25
    assert ask(member, "kettle").results.total == 25


def test_similar_things_are_close_and_visible(member, visitor):
    rows = resources(
        ("Goodbye at the window", "A toddler cries at goodbye by the window."),
        ("The window and the goodbye", "A parent waits; the toddler cries."),
        ("Tax forms", "Numbers in boxes."),
    )
    index("resource", resource("Goodbye, toddler cries at the window, inside", "x", audience="members"))
    entry = SearchEntry.objects.get(key=f"resource:{rows[0].pk}")
    settle()

    assert {found.entry.title for found in similar(entry, member)} == {
        "The window and the goodbye", "Goodbye, toddler cries at the window, inside",
    }  # fmt: skip
    assert [found.entry.title for found in similar(entry, visitor)] == ["The window and the goodbye"]


def test_titles_are_suggested_by_how_words_begin(member):
    resources(("Warm handoffs", "x"), ("Handy kettle", "x"), ("Other", "handoffs in the text"))

    settle()
    said = ask_engine(lambda one: one.suggest(["hand"], audience_tokens(member)))
    titles = set(SearchEntry.objects.filter(key__in=said).values_list("title", flat=True))
    assert titles == {"Warm handoffs", "Handy kettle"}


def test_the_box_suggests_what_is_called_so_and_members_to_members_alone(
    member, other_member, client, client_for
):
    resources(("Warm handoffs at the door", "x"), ("Cold handoffs", "x"))
    other_member.display_name = "Warmia Delgado"
    other_member.save()
    settle()

    def suggested(browser, said):
        found = browser.get("/search/suggestions/", {"q": said}).json()["suggestions"]
        return [one["title"] for one in found]

    assert suggested(client_for(member), "warm") == ["Warm handoffs at the door", "Warmia Delgado"]
    assert suggested(client, "warm") == ["Warm handoffs at the door"]
    assert suggested(client_for(member), "handoffs war") == ["Warm handoffs at the door"]
    assert suggested(client_for(member), "'): *\\ \0 ") == []
