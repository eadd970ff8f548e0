"""What the library states, whichever door a change came through."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, Page

from cop.core import events
from library.events import GuideChanged, PrincipleChanged, ResourceChanged
from library.models import PracticeDocument, Principle, PrinciplePage
from tests.core.marks import with_commits


@dataclass
class Heard:
    events: list

    def clear(self):
        self.events.clear()

    def guides(self):
        return {event.page_id for event in self.events if isinstance(event, GuideChanged)}

    def resources(self):
        return {event.resource_id for event in self.events if isinstance(event, ResourceChanged)}

    def principles(self):
        return {event.principle_id for event in self.events if isinstance(event, PrincipleChanged)}


@pytest.fixture
def heard(library, monkeypatch):
    """What is stated from now on."""
    found = Heard([])
    for kind in (GuideChanged, ResourceChanged, PrincipleChanged):
        monkeypatch.setitem(events._durable, kind, [*events._durable.get(kind, ()), found.events.append])
    return found


@pytest.fixture
def guide(library, heard):
    guide = library.guide()
    heard.clear()
    return guide


def test_publishing_and_unpublishing_are_told(heard, guide, moderator):
    guide.save_revision(user=moderator)
    assert heard.guides() == set()
    guide.latest_revision.publish(user=moderator)
    assert heard.guides() == {guide.pk}
    heard.clear()
    guide.refresh_from_db()
    guide.unpublish(user=moderator)
    assert heard.guides() == {guide.pk}


def test_deletion_is_told_of_everything_below(library, heard, guide):
    other = library.guide()
    heard.clear()
    Page.objects.get(pk=library.index().pk).specific.delete()
    assert heard.guides() == {guide.pk, other.pk}


def test_a_new_address_of_what_stands_above_is_told_of_everything_below(
    library, heard, guide, moderator, committed
):
    index = library.index()
    index.slug = "practice"
    with committed():
        index.save_revision(user=moderator).publish(user=moderator)
    assert heard.guides() == {guide.pk}


def test_a_move_is_told(library, heard, guide):
    guide.move(library.index("es"), pos="last-child")
    assert heard.guides() == {guide.pk}


def test_closing_and_opening_what_stands_above_is_told_of_everything_below(library, heard, guide):
    restriction = library.close(library.index().get_parent().specific)
    assert heard.guides() == {guide.pk}
    assert heard.principles() == set(Principle.objects.values_list("pk", flat=True))
    heard.clear()
    restriction.groups.add(Group.objects.get(name="curator"))
    assert heard.guides() == {guide.pk}
    heard.clear()
    restriction.delete()
    assert heard.guides() == {guide.pk}


def test_a_resource_is_told_when_it_is_saved_sorted_or_deleted(library, heard):
    resource = library.resource()
    heard.clear()
    resource.title = "Another title"
    resource.save()
    assert heard.resources() == {resource.pk}
    heard.clear()
    resource.principles.set([Principle.objects.get(slug="village")])
    assert heard.resources() == {resource.pk}
    heard.clear()
    pk = resource.pk
    resource.delete()
    assert pk in heard.resources()


def test_a_collection_that_closes_is_told_of_the_resources_whose_files_it_holds(library, heard):
    collection = Collection.get_first_root_node().add_child(name="Toolkits")
    file = PracticeDocument.objects.create(
        title="Kit", file=ContentFile(b"%PDF-1.4", name="kit.pdf"), collection=collection
    )
    resource = library.resource(document=file)
    library.resource()
    heard.clear()
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert heard.resources() == {resource.pk}
    heard.clear()
    restriction.delete()
    assert heard.resources() == {resource.pk}


def test_a_principle_is_told_with_the_pages_that_changed(library, heard, moderator):
    page = PrinciplePage.objects.get(slug="village", locale__language_code="es")
    page.save_revision(user=moderator).publish(user=moderator)
    assert heard.events == [PrincipleChanged(page.principle_id, (page.pk,))]
    heard.clear()
    principle = page.principle
    principle.hue = 200
    principle.save(update_fields=["hue"])
    assert [event.principle_id for event in heard.events] == [principle.pk]
    assert set(heard.events[0].page_ids) == set(principle.pages.values_list("pk", flat=True))


@with_commits
def test_publishing_outside_of_a_transaction_still_enqueues_what_follows(library, moderator):
    guide = library.guide()
    DBTaskResult.objects.all().delete()
    guide.save_revision(user=moderator).publish(user=moderator)
    assert DBTaskResult.objects.filter(task_path="search.tasks.index_rows").exists()
