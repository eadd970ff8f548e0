"""Collections: what each reader sees of them, what they keep for themselves, and what a circle is given."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from forums.models import Forum
from library import services
from library.blocks.collections import ConversationChoice
from library.models import CollectionPage, CollectionShare, Progress, Resource
from library.models.stages import identities
from members.services import join_circle
from search.models import SearchEntry
from tests.factories import CircleFactory, UserFactory
from tests.forums import scenes

CLOSED = "that is not open to you now"


@pytest.fixture
def circle_thread(member):
    circle = CircleFactory(slug="hearth", members=[member])
    forum = Forum.objects.create(slug="hearth", name="Hearth", audience="circle", circle=circle)
    return scenes.discussion(member, title="Said by the hearth", forum=forum)


def page_of(client, collection):
    response = client.get(collection.url)
    assert response.status_code == 200
    return response.content.decode()


def ids_of(collection):
    stages = CollectionPage.objects.get(pk=collection.pk).stages.raw_data
    return [thing["id"] for raw in stages for thing in raw["value"]["things"]]


def test_a_reader_sees_stages_in_order_with_what_is_open_to_them(library, member, client_for):
    thread = scenes.discussion(member, title="The first minute")
    guide, resource = library.guide("Look first"), library.resource("Serve and Return")
    collection = library.collection(
        things=[("guide", guide), ("resource", resource), ("conversation", thread)]
    )
    page = page_of(client_for(member), collection)
    places = [page.index(words) for words in ("Week 1", "Look first", "Serve and Return", "The first minute")]
    assert places == sorted(places)
    assert CLOSED not in page


def test_of_what_a_reader_may_not_open_stands_that_it_is_there_and_nothing_else(
    library, member, client_for, circle_thread
):
    closed, gone = library.guide("Closed words"), library.guide("Words of yesterday")
    draft = library.draft(title="Unready words")
    noted = [
        ("guide", {"guide": closed, "note": "Told alone"}),
        ("guide", {"guide": gone, "note": "Told before"}),
        ("resource", {"resource": draft, "note": "Told early"}),
        ("conversation", {"conversation": circle_thread.pk, "note": "Told by the hearth"}),
    ]
    collection = library.collection(stages=[{"title": "Week 1", "lead": "", "things": noted}])
    library.close(closed)
    gone.unpublish()
    for reader, seen in ((None, 0), (UserFactory(), 1), (member, 2)):
        page = page_of(client_for(reader) if reader else client_for(), collection)
        assert page.count(CLOSED) == 4 - seen
        assert ("Closed words" in page) == ("Told alone" in page) == (seen > 0)
        assert ("Said by the hearth" in page) == ("Told by the hearth" in page) == (seen > 1)
        for hidden in ("Words of yesterday", "Told before", "Unready words", "Told early"):
            assert hidden not in page
    entry = SearchEntry.objects.filter(owner="collection")
    assert not entry.filter(text__contains="Told").exists()


def test_ticks_are_ones_own_and_survive_moving_and_translation(library, member, client_for, moderator):
    guides = [library.guide(title) for title in ("First", "Second", "Third")]
    collection = library.collection(things=[("guide", guide) for guide in guides])
    first, second, third = ids_of(collection)
    client = client_for(member)
    url = reverse("library:collection-ticks", args=[collection.pk])
    answer = client.post(url, {"shown": [first, second, third], "ticked": [second, "nonsense"]})
    assert answer.status_code == 302
    assert Progress.objects.get().done == [second]
    assert "1 of 3 done" in page_of(client, collection)
    assert "0 of 3 done" in page_of(client_for(UserFactory()), collection)

    page = CollectionPage.objects.get(pk=collection.pk)
    raw = list(page.stages.raw_data)
    raw[0]["value"]["things"].reverse()
    page.stages = raw
    page.save_revision(user=moderator).publish(user=moderator)
    assert ids_of(collection) == [third, second, first]
    assert "1 of 3 done" in page_of(client, collection)

    spanish = library.collection(
        "Sus primeras semanas",
        language="es",
        things=[("guide", guide) for guide in reversed(guides)],
        translation_of=collection,
    )
    assert "1 de 3" in page_of(client, spanish)


def test_a_tick_of_what_was_not_shown_stays_and_of_what_went_goes(library, member):
    collection = library.collection(things=[("guide", library.guide()), ("guide", library.guide("Other"))])
    one, other = ids_of(collection)
    services.tick_collection(actor=member, collection=collection, shown=[one], ticked=[one])
    services.tick_collection(actor=member, collection=collection, shown=[other], ticked=[])
    assert Progress.objects.get().done == [one]
    assert not Progress.objects.get().finished
    services.tick_collection(actor=member, collection=collection, shown=[other], ticked=[other])
    assert Progress.objects.get().finished


def test_home_goes_on_with_what_one_has_begun_until_it_is_done(library, member, client_for):
    collection = library.collection(things=[("guide", library.guide()), ("guide", library.guide("Other"))])
    ids = sorted(identities(collection))
    assert collection.title not in client_for(member).get("/").content.decode()
    services.tick_collection(actor=member, collection=collection, shown=ids, ticked=ids[:1])
    assert collection.title in client_for(member).get("/").content.decode()
    assert collection.title not in client_for(UserFactory()).get("/").content.decode()
    services.tick_collection(actor=member, collection=collection, shown=ids, ticked=ids)
    assert collection.title not in client_for(member).get("/").content.decode()
    services.tick_collection(actor=member, collection=collection, shown=ids, ticked=ids[:1])
    collection.unpublish()
    assert collection.title not in client_for(member).get("/").content.decode()


def test_a_member_begins_anew(library, member, client_for):
    collection = library.collection(things=[("guide", library.guide())])
    services.tick_collection(
        actor=member, collection=collection, shown=ids_of(collection), ticked=ids_of(collection)
    )
    client_for(member).post(reverse("library:collection-forget", args=[collection.pk]))
    assert not Progress.objects.exists()


def test_a_circle_reads_together_what_one_of_it_gave(library, member, client_for):
    collection = library.collection(things=[("guide", library.guide())])
    circle = CircleFactory(slug="hearth", members=[member])
    client = client_for(member)
    url = reverse("library:collection-share", args=[collection.pk])
    for _ in range(2):
        client.post(url, {"circle": "hearth"})
    assert CollectionShare.objects.count() == 1
    assert collection.title in client.get(reverse("members:circle-detail", args=["hearth"])).content.decode()

    outsider = client_for(UserFactory())
    assert outsider.post(url, {"circle": "hearth"}).status_code == 404
    colleague = UserFactory()
    join_circle(member=colleague, circle=circle)
    answer = client_for(colleague).post(url, {"circle": "hearth", "off": "1"})
    assert answer.status_code == 403
    client.post(url, {"circle": "hearth", "off": "1"})
    assert not CollectionShare.objects.exists()


def test_a_collection_that_closes_is_not_told_of_in_a_circle(library, member, moderator, client_for):
    collection = library.collection(things=[("guide", library.guide())])
    circle = CircleFactory(slug="hearth", members=[member])
    services.share_collection(actor=member, collection=collection, circle=circle)
    collection.unpublish()
    page = client_for(member).get(reverse("members:circle-detail", args=["hearth"])).content.decode()
    assert collection.title not in page


@pytest.mark.parametrize("address", ["https://elsewhere.example/threads/", "/threads/999999/", "hearth"])
def test_an_editor_hears_that_an_address_is_no_conversation_of_all_members(library, address):
    with pytest.raises(ValidationError, match="not the address"):
        ConversationChoice().clean(address)


def test_an_editor_names_a_conversation_by_its_address(library, member, circle_thread):
    thread, block = scenes.discussion(member), ConversationChoice()
    assert block.clean(f"https://village.example/threads/{thread.pk}/?page=2#p-3") == thread.pk
    assert block.get_form_state(thread.pk) == f"/threads/{thread.pk}/"
    with pytest.raises(ValidationError, match="not the address"):
        block.clean(f"/threads/{circle_thread.pk}/")


def test_curators_write_a_collection_in_the_editor(library, client_for, moderator):
    guide = library.guide()
    index = library.collection().get_parent()
    things = streamfield([("guide", {"guide": str(guide.pk), "note": "First."})])
    sent = nested_form_data(
        {
            "title": "Ours",
            "slug": "ours",
            "summary": "For us.",
            "stages": streamfield([("stage", {"title": "Week 1", "lead": "", "things": things})]),
            "action-publish": "1",
        }
    )
    client = client_for(moderator)
    url = reverse("wagtailadmin_pages:add", args=["library", "collectionpage", index.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert guide.title in page_of(client_for(), CollectionPage.objects.get(slug="ours"))


def test_markup_in_a_collection_is_text(library, client_for):
    bad = "<script>alert(1)</script>"
    stages = [{"title": bad, "lead": bad, "things": [("guide", {"guide": library.guide(bad), "note": bad})]}]
    collection = library.collection(bad, summary=bad, stages=stages)
    assert "<script>alert" not in page_of(client_for(), collection)


def test_a_resource_that_is_members_alone_is_not_named_to_visitors(library, member, client_for):
    resource = library.resource("For us alone", audience=Resource.Audience.MEMBERS)
    collection = library.collection(things=[("resource", resource)])
    assert "For us alone" not in page_of(client_for(), collection)
    assert "For us alone" in page_of(client_for(member), collection)
