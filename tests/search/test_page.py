"""The search page, as a browser without scripts sees it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import UserFactory
from tests.forums.scenes import discussion, said, shared
from tests.search.scenes import guide, index, resource

pytestmark = pytest.mark.usefixtures("database_only", "db")


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def chips(html):
    """What each chip says → where it leads."""
    found = re.findall(r'<a class="chip" href="([^"]*)"><span class="vh">[^<]*</span>([^<]*)<', html)
    return {unescape(text).strip(): unescape(url) for url, text in found}


def query(url):
    return parse_qs(urlsplit(url).query)


def test_an_empty_box_shows_what_is_newest_and_how_to_ask(client_for, member):
    index("resource", resource("Kettle"))

    html = page(client_for(member), "/search/")
    assert "Newest first" in html
    assert "Kettle" in html
    assert "one of them" in html  # how to ask


def test_each_part_of_a_question_can_be_taken_away(client_for, member):
    guide("Kettle", sectors=["home-visiting"], principles=["village"])

    html = page(
        client_for(member),
        "/search/?q=goodbye+“at+the+door”+-nap+sector:home+after:2026&kind=guide&kind=reflection&principle=village",
    )
    parts = chips(html)
    assert set(parts) == {
        "goodbye", "“at the door”, exactly", "without nap", "Sector: Home visiting", "from 2026 on",
        "Kind: Guides", "Kind: Reflections", "Principle: village",
    }  # fmt: skip
    assert query(parts["goodbye"])["q"] == ['"at the door" -nap sector:home after:2026']
    assert query(parts["without nap"])["q"] == ['goodbye "at the door" sector:home after:2026']
    assert query(parts["without nap"])["kind"] == ["guide", "reflection"]
    assert query(parts["Kind: Guides"])["kind"] == ["reflection"]
    assert "principle" not in query(parts["Principle: village"])
    assert "page" not in query(parts["goodbye"])


def test_plain_words_need_no_reading(client_for, member):
    assert chips(page(client_for(member), "/search/?q=goodbye+routine")) == {}


def test_facets_are_a_form_that_keeps_the_question(client_for, member, run_tasks):
    index("guide", guide("Kettle guide"))
    shared(member, title="A kettle")
    run_tasks()

    html = page(client_for(member), "/search/?q=kettle&sort=newest&kind=guide")
    form = html[html.index('<form class="facets"') :]
    form = form[: form.index("</form>")]
    assert '<input type="hidden" name="q" value="kettle">' in form
    assert '<input type="hidden" name="sort" value="newest">' in form
    assert re.search(r'type="checkbox" name="kind" value="guide" checked', form)
    assert re.search(r'type="checkbox" name="kind" value="reflection">', form)
    assert "<button" in form
    box = html[html.index('<form class="search"') :]
    assert '<input type="hidden" name="kind" value="guide">' in box[: box.index("</form>")]


def test_nothing_found_offers_to_ask_colleagues(client_for, member):
    html = page(client_for(member), "/search/?q=samovar+etiquette+kind:guide")
    address = re.search(r'href="(/threads/new/[^"]*)"', html)[1]
    assert query(unescape(address)) == {"title": ["samovar etiquette"]}
    assert "Nothing fits this yet." in html


def test_nothing_found_offers_known_words_that_look_alike(client_for, member, other_member, database_only):
    index("resource", resource("Quetzalcoatl", "x"), resource("Samovar inside", "x", audience="circle:7"))
    html = page(client_for(member), "/search/?q=quetzalin+lang:en")
    assert 'Perhaps one of these words: <a href="?q=quetzalcoatl+lang%3Aen">quetzalcoatl</a>' in html
    assert "Perhaps one" not in page(client_for(member), "/search/?q=qqqq")
    assert ">samovar<" not in page(client_for(member), "/search/?q=samovaryx"), "of few no word is told"
    assert "Perhaps one" not in page(client_for(member), "/search/?q=quetzalcoatl")


def test_a_visitor_who_finds_nothing_is_offered_a_seat(client_for):
    html = page(client_for(), "/search/?q=samovar")
    assert "/accounts/signup/" in html
    assert "/threads/new/" not in html


def test_the_best_reply_is_quoted_and_linked(client_for, member, other_member, run_tasks):
    thread = discussion(member, title="Mornings")
    post = said(other_member, thread, "A samovar.", kind="idea")
    run_tasks()

    html = page(client_for(member), "/search/?q=samovar")
    quote = html[html.index('<blockquote class="best">') : html.index("</blockquote>")]
    assert f'href="/threads/{thread.pk}/#post-{post.pk}"' in quote
    assert "Best reply: An idea to try" in quote
    assert "Amara Nwosu" in quote
    assert "<mark>samovar</mark>" in quote


def test_a_result_in_another_language_says_so(client_for, member):
    index("resource", resource("Tetera", "Una tetera en la mesa.", language="es"))

    html = page(client_for(member), "/search/?q=tetera")
    assert 'lang="es"><mark>Tetera</mark>' in html
    assert "Español" in html


def test_the_page_speaks_spanish_to_who_reads_spanish(client_for):
    html = page(client_for(UserFactory(language="es")), "/search/?q=samovar")
    assert '<html lang="es"' in html


def test_what_is_close_is_looked_up_when_the_reader_gets_there(client, client_for, member):
    first = guide("Goodbye at the window", "A toddler cries at goodbye.")
    index("guide", first, guide("The window at goodbye", "A toddler cries.", slug="second"))
    index("resource", resource("Toddler cries at the window", "Goodbye.", audience="members"))
    place = f"/search/related/guide/{first.pk}/"
    assert f'data-later="{place}"' in page(client_for(member), first.url)
    beside = page(client_for(member), place)
    assert "The window at goodbye" in beside
    assert "Toddler cries at the window" in beside
    assert ">Goodbye at the window<" not in beside
    assert "Toddler cries at the window" not in page(client, place)


@pytest.mark.parametrize("path", ["guide/9999999", "sofa/1"])
def test_nothing_is_close_to_what_is_not_there(client_for, member, path):
    assert client_for(member).get(f"/search/related/{path}/").status_code == 404


class TestCompleting:
    def offered(self, client, said):
        answer = client.get("/search/suggestions/", {"q": said}).json()["suggestions"]
        return [(one["typed"], one["text"]) for one in answer if "text" in one]

    def test_the_name_of_a_filter_and_then_its_values(self, client_for, member):
        client = client_for(member)
        assert self.offered(client, "kettle pri") == [("pri", "principle:")]
        assert self.offered(client, "kettle -se") == [("-se", "-sector:")]
        assert self.offered(client, "kettle has:im") == [("has:im", "has:image ")]
        assert self.offered(client, "in:gui") == [("in:gui", "in:guide ")]
        assert ("is:", "is:mine ") in self.offered(client, "kettle is:")
        assert self.offered(client, "kettle is:mine") == self.offered(client, "kettle nothing:") == []

    def test_whoever_is_called_so_as_far_as_one_may_know(self, client_for, member, other_member):
        assert self.offered(client_for(member), 'by:"amara n') == [('by:"amara n', 'by:"Amara Nwosu" ')]
        assert self.offered(client_for(None), "by:amara") == []
        assert ("is:", "is:mine ") not in self.offered(client_for(None), "is:")
