"""Who adds a file that is here already is told as what, and may go on."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.models import PracticeDocument
from tests.library import papers


@pytest.fixture
def there(library, curator, client_for):
    """A document that a resource offers, and the client of a curator."""
    client = client_for(curator)
    assert add(client, "First", double="").status_code == 302
    document = PracticeDocument.objects.get()
    return client, document, library.resource("Kangaroo care", document=document)


def add(client, title, data=None, **more):
    file = SimpleUploadedFile("paper.pdf", data or papers.pdf())
    return client.post(reverse("wagtaildocs:add"), {"title": title, "tags": "", "file": file} | more)


def test_the_same_file_is_told_with_links_and_whoever_means_it_goes_on(there):
    client, document, resource = there
    answer = add(client, "Second", double="")
    page = answer.content.decode()
    assert "The same file is here already" in page and "Second" in page
    assert f'href="{document.url}"' in page and f'href="/resources/{resource.pk}/"' in page
    assert "is not allowed" not in page and PracticeDocument.objects.count() == 1
    assert f'name="double" value="{document.file_hash}"' in page
    assert add(client, "Third", papers.pdf(2), double=document.file_hash).status_code == 302
    assert add(client, "Second", double=document.file_hash).status_code == 302
    assert PracticeDocument.objects.filter(file_hash=document.file_hash).count() == 2


def test_another_file_is_asked_about_by_nobody(there):
    client, _document, _resource = there
    assert add(client, "Other", papers.pdf(3), double="").status_code == 302


def test_in_the_choosers_window_it_is_told_as_well(there):
    client, document, _resource = there
    data = {
        "document-chooser-upload-title": "Second",
        "document-chooser-upload-tags": "",
        "document-chooser-upload-double": "",
        "document-chooser-upload-file": SimpleUploadedFile("paper.pdf", papers.pdf()),
    }
    answer = json.loads(client.post(reverse("wagtaildocs_chooser:create"), data).content)
    assert answer["step"] == "reshow_creation_form" and document.url in answer["htmlFragment"]
    data |= {
        "document-chooser-upload-double": document.file_hash,
        "document-chooser-upload-file": SimpleUploadedFile("paper.pdf", papers.pdf()),
    }
    assert json.loads(client.post(reverse("wagtaildocs_chooser:create"), data).content)["step"] == "chosen"


def test_of_many_at_once_each_says_what_is_the_same(there):
    client, document, resource = there
    answer = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Second", "files[]": SimpleUploadedFile("paper.pdf", papers.pdf())},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert answer["success"] is True
    assert (
        "The same file is here already" in answer["form"] and f"/resources/{resource.pk}/" in answer["form"]
    )
    assert document.url in answer["form"]


def test_a_document_that_stays_as_it_is_is_saved_without_a_question(there):
    client, document, _resource = there
    assert add(client, "Second", double=document.file_hash).status_code == 302
    edit = reverse("wagtaildocs:edit", args=[document.pk])
    assert "The same file is here already" in client.get(edit).content.decode()
    answer = client.post(edit, {"title": "Renamed", "tags": "", "double": ""})
    assert answer.status_code == 302
    assert PracticeDocument.objects.get(pk=document.pk).title == "Renamed"
