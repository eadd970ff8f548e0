"""What a file looks like stands beside its resource, for whoever may have the file."""

import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from library.models import PracticeDocument
from tests.forums import scenes
from tests.library import papers


@pytest.fixture
def shown(library, run_tasks):
    def make(data=None, name="paper.pdf", *, collection=None, **fields):
        file = ContentFile(papers.pdf() if data is None else data, name=name)
        where = collection or Collection.get_first_root_node()
        document = PracticeDocument.objects.create(title="Paper", file=file, collection=where)
        resource = library.resource(document=document, **fields)
        run_tasks()
        return resource

    return make


def images(client, url):
    return re.findall(r'<img class="leaf[^>]*>', client.get(url).content.decode())


def test_the_first_page_stands_on_page_and_card_without_words_of_its_own(shown, client_for):
    resource, client = shown(), client_for()
    for url in (f"/resources/{resource.pk}/", "/resources/", "/principles/trust-parents/"):
        (image,) = images(client, url)
        for part in ('alt=""', 'width="453"', 'height="640"', 'loading="lazy"'):
            assert part in image
        source = re.search(r'src="([^"]+)"', image)[1]
        answer = client.get(source)
        assert Image.open(io.BytesIO(answer.content)).size == (453, 640)
        assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"] and "private" in answer["Cache-Control"]


def test_who_may_not_have_the_file_sees_nothing_of_it(shown, client_for, member, curator):
    inner = Collection.get_first_root_node().add_child(name="Inner")
    resource = shown(collection=inner)
    picture = f"/resources/{resource.pk}/picture.webp"
    assert client_for().get(picture).status_code == 200
    CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
    assert client_for().get(picture).status_code == 404
    for url in ("/resources/", f"/resources/{resource.pk}/", "/principles/trust-parents/"):
        assert not images(client_for(), url)
    assert client_for(member).get(picture).status_code == 200
    theirs, draft = shown(audience="members"), shown(state="draft")
    for one, viewer, code in (
        (theirs, None, 404),
        (theirs, member, 200),
        (draft, member, 404),
        (draft, curator, 200),
    ):
        assert client_for(viewer).get(f"/resources/{one.pk}/picture.webp").status_code == code
        if code == 200:
            answer = client_for(viewer).get(f"/resources/{one.pk}/picture.webp")
            assert answer["Cache-Control"] == "private, no-store"
    inside = client_for(member).get(picture)
    assert inside["Cache-Control"] == "private, no-store", "its collection is closed to guests"
    assert "no-store" in client_for(member).get(f"/resources/{theirs.pk}/picture.webp")["Cache-Control"]


@pytest.mark.parametrize("name", ["notes.txt", "locked.pdf", None])
def test_without_a_picture_a_drawing_stands_there_as_before(shown, library, client_for, name):
    data = {"notes.txt": b"Words.", "locked.pdf": papers.pdf(password="x")}
    resource = shown(data[name], name) if name else library.resource()
    assert not images(client_for(), "/resources/")
    assert client_for().get(f"/resources/{resource.pk}/picture.webp").status_code == 404


def test_a_file_that_was_replaced_shows_nothing_of_the_earlier_one(shown, client_for, run_tasks):
    resource = shown()
    document = PracticeDocument.objects.get()
    document.file = ContentFile(b"Only words.", name="words.txt")
    document.save()
    assert client_for().get(f"/resources/{resource.pk}/picture.webp").status_code == 404
    run_tasks()
    assert not images(client_for(), f"/resources/{resource.pk}/")


def images_of(client, url, resource):
    return [image for image in images(client, url) if f"/resources/{resource.pk}/" in image]


def test_the_first_page_stands_on_cards_within_a_guide(shown, library, client_for, member):
    """For its list and for its parts; without a signal as well, and only for who may have the file."""
    inner = Collection.get_first_root_node().add_child(name="Inner")
    listed, named = shown(collection=inner), shown()
    guide = library.guide(related_resources=[listed.source_id])
    guide.body.append(("resource", {"resource": named, "note": "Begin here."}))
    guide.save_revision().publish()
    for url in (guide.url, f"/reading/{guide.pk}/offline/"):
        assert len(images_of(client_for(), url, listed)) == len(images_of(client_for(), url, named)) == 1
    CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
    assert not images_of(client_for(), guide.url, listed) and images_of(client_for(), guide.url, named)
    assert images_of(client_for(member), guide.url, listed)
    assert not images_of(client_for(member), f"/reading/{guide.pk}/offline/", listed)


def test_the_first_page_stands_beside_a_resource_that_a_reply_gives(shown, member, other_member, client_for):
    """Only where all who read along may have the file: what curators alone may have is in no reply."""
    inner = Collection.get_first_root_node().add_child(name="Inner")
    given, closed = shown(), shown(collection=inner)
    restriction = CollectionViewRestriction.objects.create(collection=inner, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="curator"))
    thread = scenes.discussion(member)
    for resource in (given, closed):
        scenes.said(member, thread, "This helped me.", kind="resource", resource=resource)
    page = f"/threads/{thread.pk}/"
    assert len(images_of(client_for(other_member), page, given)) == 1
    assert not images_of(client_for(other_member), page, closed)
