"""What the file of a resource says is found by whoever may have the file, whichever engine answers."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from library.models import PracticeDocument
from tests.library import papers
from tests.search.scenes import ask, titles

pytestmark = pytest.mark.usefixtures("engine")


def test_words_of_a_file_are_found_until_the_file_is_another_or_closed(library, member, visitor, run_tasks):
    inner = Collection.get_first_root_node().add_child(name="Inner")
    file = ContentFile(papers.pdf(500, first="Kangaroo care", filling=12), name="long.pdf")
    document = PracticeDocument.objects.create(title="Long", file=file, collection=inner)
    library.resource("A leaflet", document=document, description="For the first days.")
    run_tasks()
    assert titles(ask(visitor, "kangaroo")) == titles(ask(visitor, "page20")) == ["A leaflet"]
    assert titles(ask(visitor, "kangaroo has:file")) == ["A leaflet"]
    (found,) = ask(visitor, "kangaroo").found
    assert "<mark>Kangaroo</mark> care" in found.excerpt
    (found,) = ask(visitor, "leaflet").found
    assert found.excerpt.startswith("For the first days.")
    CollectionViewRestriction.objects.create(collection=inner, restriction_type="groups")
    run_tasks()
    assert titles(ask(visitor, "kangaroo")) == titles(ask(member, "kangaroo")) == []
    assert titles(ask(visitor, "leaflet")) == ["A leaflet"]
    CollectionViewRestriction.objects.all().delete()
    document.file = ContentFile(papers.docx("Look before you log in."), name="letter.docx")
    document.save()
    run_tasks()
    assert titles(ask(visitor, "kangaroo")) == [] and titles(ask(visitor, "log in")) == ["A leaflet"]
