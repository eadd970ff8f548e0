"""The curators' desk: what the library holds for whom, and a new guide from an empty place. The front door of a principle."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from forums.services import answers, posting
from library import services
from library.coverage import guides_covered, resources_covered
from library.fetching import State
from library.models import Resource
from tests.factories import sector
from tests.forums import scenes

DESK = "/curating/"


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def numbers(table):
    """(principle, sector or None): number, of the places that are not empty."""
    return {
        (cell.principle.slug, row.sector and row.sector.slug): cell.number
        for row in table.rows
        for cell in row.cells
        if cell.number
    }


def test_the_map_counts_guides_once_however_many_languages_they_have(library, curator):
    english = library.guide(sectors=["pediatrics", "home-visiting"])
    library.guide(language="es", translation_of=english.source_id, sectors=["pediatrics"])
    library.guide(principle="village")
    assert numbers(guides_covered(curator)) == {
        ("trust-parents", "pediatrics"): 1,
        ("trust-parents", "home-visiting"): 1,
        ("village", None): 1,
    }
    assert numbers(guides_covered(curator, "es")) == {("trust-parents", "pediatrics"): 1}


def test_the_map_counts_what_its_reader_may_open_and_no_drafts(library, curator, moderator):
    closed = library.guide(sectors=["pediatrics"])
    library.close(closed, kind="groups", groups=[])
    library.guide(sectors=["pediatrics"]).unpublish()
    library.draft(sectors=["pediatrics"])
    library.resource(kind="book", sectors=["pediatrics"])
    assert numbers(guides_covered(curator)) == {}
    assert numbers(resources_covered(curator)) == {("trust-parents", "pediatrics"): 1}
    assert numbers(resources_covered(curator, "video")) == {}
    assert Resource.objects.count() == 2


def test_an_empty_place_leads_to_a_new_guide_with_both_set(library, curator, client_for):
    library.guide(sectors=["pediatrics"])
    client = client_for(curator)
    page = html(client, DESK)
    assert 'href="/guides/?principle=trust-parents&amp;sector=pediatrics"' in page
    add = reverse("wagtailadmin_pages:add", args=["library", "guidepage", library.index().pk])
    assert f'href="{add}?principle=village&amp;sector=home-visiting"' in page
    form = html(client, f"{add}?principle=village&sector=home-visiting")
    ticked = re.findall(r'name="(principles|sectors)" value="(\d+)"[^>]*checked', form)
    assert {name for name, _ in ticked} == {"principles", "sectors"} and len(ticked) == 2
    assert ("sectors", str(sector("home-visiting").pk)) in ticked
    assert not re.findall(r'name="(?:principles|sectors)" value="\d+"[^>]*checked', html(client, add))


def test_an_empty_place_leads_to_a_new_resource_with_both_set(library, curator, client_for, monkeypatch):
    library.resource(sectors=["pediatrics"])
    client, add = client_for(curator), reverse("library:resource-add")
    page = html(client, DESK)
    assert 'href="/resources/?principle=trust-parents&amp;sector=pediatrics"' in page
    empty = f"{add}?principle=village&sector=home-visiting"
    assert f'href="{empty.replace("&", "&amp;")}"' in page
    monkeypatch.setattr(services, "look_at_page", lambda *, actor, url: (State.GONE, {"url": url}))
    asked = {"act": "look", "url": "https://example.org/"}
    form = client.post(empty, asked).content.decode()
    ticked = re.findall(r'name="(principles|sectors)" value="(\d+)"[^>]*checked', form)
    assert {name for name, _ in ticked} == {"principles", "sectors"} and len(ticked) == 2
    assert ("sectors", str(sector("home-visiting").pk)) in ticked
    plain = client.post(add, asked).content.decode()
    assert not re.findall(r'name="(?:principles|sectors)" value="\d+"[^>]*checked', plain)


def test_the_desk_is_for_curators(library, member, curator, client_for):
    assert client_for().get(DESK).status_code == 302
    assert client_for(member).get(DESK).status_code == 403
    assert DESK in html(client_for(curator), "/") and DESK not in html(client_for(member), "/")
    for nonsense in ("?language=xx&kind=nothing", "?language=es&kind=book"):
        html(client_for(curator), DESK + nonsense)


def test_the_desk_costs_the_same_for_many_guides(library, curator, client_for, django_assert_max_num_queries):
    for _ in range(3):
        library.guide(sectors=["pediatrics", "home-visiting"])
        library.resource()
    client = client_for(curator)
    client.get(DESK)
    with django_assert_max_num_queries(12):
        client.get(DESK)


def test_the_page_of_a_principle_shows_what_came_or_changed_lately(library, member, moderator, client_for):
    guide = library.guide("Start with what is working")
    library.resource("Serve and Return")
    library.draft(title="Not out yet")
    old = library.resource("An old one")
    Resource.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=90))
    closed = library.guide("Members know this one")
    library.close(closed)
    guide.version_note = "The “but” was added."
    guide.save_revision(user=moderator).publish(user=moderator)

    def lately(viewer):
        page = html(client_for(viewer), "/principles/trust-parents/")
        return page.split('class="lately"')[1].split("</ul>")[0]

    shown = lately(None)
    assert "Version 2" in shown and "The “but” was added." in shown and "Serve and Return" in shown
    for hidden in ("Not out yet", "An old one", "Members know this one"):
        assert hidden not in shown
    assert "Members know this one" in lately(member)


def test_the_page_of_a_principle_shows_open_questions_to_who_may_read_them(
    library, member, other_member, client_for
):
    def asked(title, forum=None):
        return posting.start_thread(
            actor=member, forum=forum or scenes.table(), kind="question", title=title, body="I wonder.",
            principles=[scenes.principle()],
        )  # fmt: skip

    asked("How do you begin?")
    bread = scenes.said(other_member, asked("What did you bring?"), body="Bread.")
    answers.accept_answer(actor=member, post=bread)
    asked("Among us", forum=scenes.circle_forum(member))

    def questions(viewer):
        page = html(client_for(viewer), "/principles/trust-parents/")
        return page.split("Open questions")[1].split("</section>")[0] if "Open questions" in page else ""

    assert "How do you begin?" in questions(other_member) and "Among us" not in questions(other_member)
    assert "What did you bring?" not in questions(other_member)
    assert "Among us" in questions(member) and questions(None) == ""
    every = 'href="/threads/?principle=trust-parents"'
    assert every in html(client_for(member), "/principles/trust-parents/")
    assert every not in html(client_for(), "/principles/trust-parents/")
