"""Who may open which page and which file. What one may not see is not there: 404, for everybody the same."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from library.models import GuidePage, PracticeDocument, PrinciplePage, Resource
from tests.factories import UserFactory


@pytest.fixture
def people(member, unverified, pending):
    return {"visitor": None, "member": member, "unverified": unverified, "pending": pending}


def seen(client_for, people, url):
    found = set()
    for name, user in people.items():
        response = client_for(user).get(url)
        if response.streaming:
            list(response.streaming_content)  # read to its end, a file is closed
        if response.status_code == 200:
            found.add(name)
    return found


def test_a_public_guide_is_open_to_everybody(library, people, client_for):
    assert seen(client_for, people, library.guide().url) == set(people)


def test_a_guide_for_members_is_not_there_for_anybody_else(library, people, client_for):
    guide = library.guide()
    library.close(guide)
    assert seen(client_for, people, guide.url) == {"member"}
    assert client_for().get(guide.url).status_code == 404


def test_closing_a_list_closes_all_below_it(library, people, client_for):
    guide = library.guide()
    library.close(library.index())
    assert seen(client_for, people, guide.url) == {"member"}
    assert seen(client_for, people, library.index().url) == {"member"}


def test_principles_and_their_list_obey_the_same_rule(library, people, client_for):
    page = PrinciplePage.objects.get(slug="village", locale__language_code="en")
    library.close(page.get_parent())
    assert seen(client_for, people, page.url) == {"member"}
    assert seen(client_for, people, page.get_parent().url) == {"member"}


def test_a_page_for_a_group_opens_to_its_members_only(library, member, curator, unverified, client_for):
    guide = library.guide()
    library.close(guide, PageViewRestriction.GROUPS, [Group.objects.get(name="curator")])
    unverified.groups.add(Group.objects.get(name="curator"))
    people = {"visitor": None, "member": member, "curator": curator, "unverified": unverified}
    assert seen(client_for, people, guide.url) == {"curator"}


def test_a_page_with_a_shared_password_is_open_to_nobody_and_asks_for_none(library, people, client_for):
    guide = library.guide()
    library.close(guide, PageViewRestriction.PASSWORD)
    assert seen(client_for, people, guide.url) == set()
    assert not GuidePage.objects.visible_to(people["member"]).exists()


def test_what_is_not_published_is_not_there(library, people, client_for, moderator):
    guide = library.guide()
    guide.unpublish(user=moderator)
    assert seen(client_for, people | {"moderator": moderator}, guide.url) == set()


def test_lists_hold_what_the_reader_may_open(library, member, client_for):
    guide = library.guide("For members")
    library.close(guide)
    library.guide("For everybody")
    urls = [
        library.index().url,
        PrinciplePage.objects.get(slug="trust-parents", locale__language_code="en").url,
    ]
    for url in urls:
        assert "For members" not in client_for().get(url).content.decode()
        assert "For members" in client_for(member).get(url).content.decode()


def test_an_alias_is_as_closed_as_its_original(library, people, client_for, moderator):
    guide = library.guide()
    library.close(guide)
    copy = guide.create_alias(parent=library.index("es"), update_slug="copia", user=moderator)
    assert seen(client_for, people, copy.url) == {"member"}


def test_resources_are_for_everybody_or_for_members_and_drafts_for_curators(
    library, people, curator, client_for
):
    public, closed, draft = library.resource(), library.resource(audience="members"), library.draft()
    people = people | {"curator": curator}
    assert seen(client_for, people, f"/resources/{public.pk}/") == set(people)
    assert seen(client_for, people, f"/resources/{closed.pk}/") == {"member", "curator"}
    assert seen(client_for, people, f"/resources/{draft.pk}/") == {"curator"}


def test_a_curator_who_is_suspended_sees_no_drafts(library, client_for):
    suspended = UserFactory(curator=True, suspended=True)
    assert not Resource.objects.visible_to(suspended).filter(pk=library.draft().pk).exists()


@pytest.fixture
def document(library):
    def make(collection=None):
        return PracticeDocument.objects.create(
            title="One page",
            file=ContentFile(b"%PDF-1.4\n%", name="one page.pdf"),
            collection=collection or Collection.get_first_root_node(),
        )

    return make


def test_a_file_in_a_private_collection_is_not_there_for_others(document, people, client_for):
    collection = Collection.get_first_root_node().add_child(name="Drafts")
    file = document(collection.add_child(name="Below"))
    assert seen(client_for, people, file.url) == set(people)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert seen(client_for, people, file.url) == {"member"}
    assert client_for().get(file.url).status_code == 404


def test_the_file_of_a_resource_goes_to_whoever_may_see_the_resource(document, library, people, client_for):
    file = document()
    resource = library.resource(document=file, audience="members")
    assert seen(client_for, people, file.url) == {"member"}
    page = client_for(people["member"]).get(f"/resources/{resource.pk}/").content.decode()
    assert file.url in page
    resource.state = Resource.State.DRAFT
    resource.save()
    assert seen(client_for, people, file.url) == set()


def test_documents_lie_outside_the_public_files_under_names_that_say_nothing(document, settings):
    file = document()
    assert "one page" not in file.file.name
    assert str(settings.PROTECTED_ROOT) in file.file.path


def test_a_guide_names_no_resource_that_its_reader_may_not_see(library, member, client_for):
    resource = library.resource("For members only", audience="members")
    guide = library.guide(related_resources=[resource.source_id])
    assert "For members only" not in client_for().get(guide.url).content.decode()
    assert "For members only" in client_for(member).get(guide.url).content.decode()


def test_the_map_for_search_engines_holds_public_pages_only(library, client_for):
    library.guide(slug="open-guide")
    library.close(library.guide(slug="closed-guide"))
    hidden = library.guide(slug="hidden-guide")
    hidden.unpublish()
    shown, closed = library.resource(), library.resource(audience="members")
    index = client_for().get("/sitemap.xml").content.decode()
    assert "/sitemap-guides.xml" in index
    guides = client_for().get("/sitemap-guides.xml").content.decode()
    assert "/open-guide/" in guides
    assert "closed-guide" not in guides and "hidden-guide" not in guides
    resources = client_for().get("/sitemap-resources.xml").content.decode()
    assert f"/resources/{shown.pk}/" in resources and f"/resources/{closed.pk}/" not in resources
    robots = client_for().get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots and "/sitemap.xml" in robots
