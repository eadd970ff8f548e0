"""What files say is found, as far as they can be read, and no file brings anything down."""

import io
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from cop.core.access import Refused
from library import services, tasks
from library.extracting import limits, reading
from library.models import Extract, PracticeDocument, Resource
from search.models import SearchEntry
from tests.factories import UserFactory
from tests.library import papers

State, Why = Extract.State, Extract.Why


def kept(name, data, **fields):
    fields.setdefault("collection", Collection.get_first_root_node())
    return PracticeDocument.objects.create(title="Paper", file=ContentFile(data, name=name), **fields)


@pytest.fixture
def read(db, run_tasks):
    """`read(name, data)`: what was read of a document that was just saved."""

    def make(name, data):
        document = kept(name, data)
        assert not Extract.objects.filter(document=document).exclude(state=State.WAITING).exists()
        run_tasks()
        return PracticeDocument.objects.get(pk=document.pk).extracted

    return make


def entry_of(resource):
    return SearchEntry.objects.get(owner="resource", object_id=resource.pk)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("paper.pdf", papers.pdf(2), ["The warm hand on the frame page1", "page2"]),
        ("letter.docx", papers.docx("Look first.", "Niñez &amp; juego"), ["Look first.\nNiñez & juego"]),
        ("talk.pptx", papers.slides("One", *map(str, range(2, 12))), ["One\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11"]),
        ("letter.odt", papers.odt("Begin with what is strong.", remark="cut this"), ["Begin with what is"]),
        ("notes.txt", "¿Qué ha notado?".encode(), ["¿Qué ha notado?"]),
        ("film.vtt", b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHe reaches for you.\n", ["He reaches for you."]),
    ],
)
def test_words_are_read_in_their_order(read, name, data, words):
    found = read(name, data)
    assert (found.state, found.why, found.cut) == (State.READ, "", False)
    for text in words:
        assert text in found.text
    assert "cut this" not in found.text and "-->" not in found.text


def test_of_five_hundred_pages_the_first_are_found_and_it_is_said_that_there_are_more(read):
    found = read("long.pdf", papers.pdf(500, filling=12))
    assert (found.state, found.cut, found.pages) == (State.READ, True, 500)
    assert "page1 " in found.text and "page20 " in found.text and "page500" not in found.text
    assert len(found.text) <= limits.CHARACTERS


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("locked.pdf", papers.pdf(password="secret"), Why.LOCKED),
        ("broken.pdf", b"%PDF-1.7\nand then nothing that anybody could read", Why.BROKEN),
        ("half.pdf", papers.pdf(3)[:200], Why.BROKEN),
        ("bomb.docx", papers.bomb(), Why.LARGE),
        ("laughs.docx", papers.laughs(), Why.BROKEN),
        ("torn.docx", papers.docx("words")[:80], Why.BROKEN),
        ("many.docx", papers.docx(**{f"word/x{n}.xml": "" for n in range(2_001)}), Why.LARGE),
        ("pressed.docx", papers.packed({"word/document.xml": "<a/>" * 9}, method=14), Why.BROKEN),
    ],
    ids=[
        "locked",
        "broken",
        "half",
        "bomb",
        "laughs",
        "torn",
        "many",
        "pressed",
    ],  # bytes hold the time of making
)
def test_what_cannot_be_read_says_why_and_stays_as_it_is(read, name, data, why, run_tasks):
    found = read(name, data)
    assert (found.state, found.why, found.text) == (State.FAILED, why, "")
    assert found.get_why_display()
    document = found.document
    with document.file.open() as stored:
        assert stored.read() == data
    tasks.read_older_documents()
    assert run_tasks() == 0, "what failed is not read over and over"


def test_a_recording_and_an_empty_page_hold_no_words(read):
    heard = read("talk.mp3", b"ID3" + b"\0" * 100)
    assert (heard.state, heard.why) == (State.EMPTY, Why.RECORDING)
    assert (read("empty.txt", b"").state, read("empty.docx", papers.docx()).state) == (State.EMPTY,) * 2


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(60)"])
def test_what_goes_on_for_ever_is_ended(monkeypatch, code):
    popen = subprocess.Popen
    limited = f"from library.extracting import limits; limits.PROCESSOR = 1\nlimits.hold_back()\n{code}"
    monkeypatch.setattr(reading, "PATIENCE", 4)
    monkeypatch.setattr(
        reading.subprocess, "Popen", lambda command, **more: popen([command[0], "-c", limited], **more)
    )
    begun = time.monotonic()
    assert reading.read_file(subprocess.DEVNULL, "x.pdf").why == Why.SLOW
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(1_500_000_000)",
        "while True: print('x' * 1_000_000)",
        "import os; os.abort()",
        "print('[1, 2]')",
        "print('{\"text\": 3}')",
        "print('[' * 100_000)",
    ],
    ids=["memory", "output", "crash", "no object", "no answer", "too deep"],
)
def test_what_takes_more_than_it_may_or_answers_nonsense_is_broken(monkeypatch, code):
    popen = subprocess.Popen
    limited = f"from library.extracting import limits; limits.hold_back()\n{code}"
    monkeypatch.setattr(
        reading.subprocess, "Popen", lambda command, **more: popen([command[0], "-c", limited], **more)
    )
    assert reading.read_file(subprocess.DEVNULL, "x.pdf") == reading.Found(why=Why.BROKEN)


def test_the_process_that_reads_knows_nothing_of_where_it_runs(monkeypatch):
    popen, seen = subprocess.Popen, []
    monkeypatch.setenv("SECRET_KEY", "not for it")

    def begin(command, **more):
        seen.append(popen([command[0], "-c", "import os; print(dict(os.environ))"], **{**more, "stdout": -1}))
        return seen[0]

    monkeypatch.setattr(reading.subprocess, "Popen", begin)
    reading.read_file(subprocess.DEVNULL, "x.pdf")
    said = seen[0].stdout.read().decode()
    seen[0].stdout.close()
    assert "LANG" in said and "not for it" not in said


def test_the_first_page_is_drawn_and_a_preview_is_drawn_anew(read):
    page = read("paper.pdf", papers.pdf())
    assert (page.width, page.height) == Image.open(io.BytesIO(bytes(page.picture))).size == (453, 640)
    preview = read("letter.docx", papers.docx("words", preview=papers.jpeg()))
    picture = Image.open(io.BytesIO(bytes(preview.picture)))
    assert (picture.format, picture.size) == ("WEBP", (300, 200))
    assert b"family" not in bytes(preview.picture)
    assert not read("odd.docx", papers.docx("words", preview=b"\xff\xd8 no picture")).picture
    assert read("odd.docx", papers.docx("words", preview=papers.jpeg((9_000, 9_000)))).text == "words"


def test_a_resource_is_found_by_what_its_file_says_after_what_is_said_of_it(library, run_tasks):
    document = kept("paper.pdf", papers.pdf(first="Kangaroo care for the smallest"))
    resource = library.resource(document=document, description="A leaflet.")
    run_tasks()
    found = entry_of(resource)
    assert found.text.startswith("A leaflet.\n\nKangaroo care") and "file" in found.marks
    document = PracticeDocument.objects.get(pk=document.pk)
    document.file = ContentFile(papers.pdf(first="Something else"), name="paper.pdf")
    document.save()
    assert document.extracted.state == State.WAITING
    run_tasks()
    assert "Something else" in entry_of(resource).text and "Kangaroo" not in entry_of(resource).text
    resource.document = None
    resource.save()
    run_tasks()
    assert entry_of(resource).text == "A leaflet." and not entry_of(resource).marks


def test_words_are_for_whoever_may_have_the_file(library, run_tasks, member, client_for, settings):
    settings.ELASTICSEARCH_URL = ""  # the database has them as soon as they are written
    inner = Collection.get_first_root_node().add_child(name="Inner")
    document = kept("paper.pdf", papers.pdf(first="Zebrafinch"), collection=inner)
    public, theirs = (library.resource(document=document, audience=who) for who in ("public", "members"))
    draft = library.draft(document=document)
    run_tasks()
    assert "Zebrafinch" in entry_of(public).text and "Zebrafinch" in entry_of(theirs).text
    assert not SearchEntry.objects.filter(owner="resource", object_id=draft.pk).exists()
    closed = CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
    run_tasks()
    assert "Zebrafinch" not in entry_of(public).text and "Zebrafinch" in entry_of(theirs).text
    closed.restriction_type = "groups"
    closed.save()
    run_tasks()
    assert "Zebrafinch" not in entry_of(public).text + entry_of(theirs).text
    closed.delete()
    run_tasks()
    for viewer in (None, member):
        assert public.title in client_for(viewer).get("/search/?q=zebrafinch").content.decode()


@pytest.mark.parametrize("together", [True, False])
def test_words_of_files_that_were_moved_go_with_them(library, run_tasks, client_for, together):
    """Many documents are put into a closed collection at once, or their collection is moved below one."""
    root = Collection.get_first_root_node()
    closed, inner = root.add_child(name="Closed"), root.add_child(name="Inner")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document = kept("paper.pdf", papers.pdf(first="Zebrafinch"), collection=inner)
    resource = library.resource(document=document)
    run_tasks()
    assert "Zebrafinch" in entry_of(resource).text
    client = client_for(UserFactory(administrator=True, is_superuser=True))
    if together:
        action = reverse("wagtail_bulk_action", args=["library", "practicedocument", "add_to_collection"])
        answer = client.post(f"{action}?id={document.pk}", {"collection": closed.pk})
    else:
        edit = reverse("wagtailadmin_collections:edit", args=[inner.pk])
        answer = client.post(edit, {"name": "Inner", "parent": closed.pk})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    where = PracticeDocument.objects.get(pk=document.pk).collection
    assert where.is_descendant_of(closed) or where == closed, answer.url
    run_tasks()
    assert "Zebrafinch" not in entry_of(resource).text


def test_older_documents_are_caught_up_with(db, run_tasks):
    document = kept("paper.pdf", papers.pdf())
    run_tasks()
    Extract.objects.all().delete()
    tasks.read_older_documents()
    run_tasks()
    assert Extract.objects.get(document=document).state == State.READ
    assert len(PracticeDocument.objects.get().file_hash) == 40, "so that whoever adds the same is told"
    tasks.read_older_documents()
    assert run_tasks() == 0


def test_of_a_file_that_was_replaced_nothing_stays_while_the_new_one_waits(db, run_tasks, monkeypatch):
    document = kept("paper.pdf", papers.pdf(first="Her name"))
    run_tasks()
    assert "Her name" in Extract.objects.get().text and Extract.objects.get().picture
    document.file = ContentFile(b"Other words.", name="other.txt")
    document.save()

    def dies(file, name):
        raise SystemExit

    with monkeypatch.context() as worker:
        worker.setattr("library.services.extracts.read_file", dies)
        with pytest.raises(SystemExit):
            services.read_document(document_id=document.pk)
    row = Extract.objects.get()
    assert (row.file, row.state) == (document.file.name, State.WAITING)
    assert (row.text, row.cut, row.pages, row.why) == ("", False, None, "")
    assert (bytes(row.picture), row.width, row.height) == (b"", 0, 0)


def test_what_waits_shows_nothing_of_what_stands_in_its_row(library, curator, run_tasks):
    document = kept("paper.pdf", papers.pdf())
    resource = library.resource(document=document)
    run_tasks()
    Extract.objects.update(state=State.WAITING)
    seen = Resource.objects.with_files(curator).get()
    assert seen.document.extracted.text == "" and seen.first_page is None
    resource.save()
    run_tasks()
    assert "The warm hand" not in entry_of(resource).text


def test_what_was_begun_and_lost_is_read_after_an_hour(db, run_tasks):
    document = kept("paper.pdf", papers.pdf())
    run_tasks()
    Extract.objects.update(state=State.WAITING, text="")
    tasks.read_older_documents()
    assert run_tasks() == 0, "somebody may be reading it"
    Extract.objects.update(changed_at=timezone.now() - timedelta(minutes=61))
    tasks.read_older_documents()
    run_tasks()
    assert "The warm hand" in Extract.objects.get(document=document).text


def test_read_again_begins_from_nothing(library, curator, run_tasks):
    document = kept("paper.pdf", papers.pdf(2))
    run_tasks()
    services.read_again(actor=curator, document=document)
    row = Extract.objects.get()
    assert (row.state, row.text, row.pages, bytes(row.picture)) == (State.WAITING, "", None, b"")
    assert (row.width, row.height) == (0, 0)


def test_a_file_that_is_gone_is_said_to_be_gone(db, run_tasks):
    document = kept("paper.pdf", papers.pdf())
    document.file.storage.delete(document.file.name)
    run_tasks()
    assert Extract.objects.get().why == Why.MISSING


def test_what_was_replaced_while_it_was_read_is_forgotten(db, run_tasks, monkeypatch):
    document = kept("paper.pdf", papers.pdf(first="Before"))
    real = reading.read_file

    def meanwhile(file, name):
        found = real(file, name)
        PracticeDocument.objects.filter(pk=document.pk).update(file="documents/other.pdf")
        return found

    monkeypatch.setattr("library.services.extracts.read_file", meanwhile)
    run_tasks()
    assert Extract.objects.get().text == ""


def test_curators_see_what_was_read_and_have_it_read_again(library, curator, member, client_for, run_tasks):
    document = kept("locked.pdf", papers.pdf(password="secret"), uploaded_by_user=curator)
    resource = library.resource(document=document)
    form = reverse("wagtaildocs:edit", args=[document.pk])
    again = reverse("library:file-read", args=[document.pk])
    client = client_for(curator)
    assert "waits to be read" in client.get(form).content.decode()
    run_tasks()
    for page in (form, f"/resources/{resource.pk}/"):
        html = client.get(page).content.decode()
        assert "could not be read" in html and "It asks for a password" in html and again in html
    assert "could not be read" not in client_for(member).get(f"/resources/{resource.pk}/").content.decode()
    document.file.storage.delete(document.file.name)
    document.file.storage.save(document.file.name, ContentFile(papers.pdf()))
    answer = client.post(again, {"back": f"/resources/{resource.pk}/"})
    assert answer.url == f"/resources/{resource.pk}/"
    assert client.post(again, {"back": "https://elsewhere.example/"}).url == form
    run_tasks()
    assert "The warm hand" in entry_of(resource).text
    assert client_for(member).post(again).status_code == 403
    with pytest.raises(Refused):
        services.read_again(actor=member, document=document)


def test_enter_in_a_field_of_a_document_saves_it(library, curator, client_for):
    """The first button that sends a form is pressed by Enter: that of the reading belongs to a form of its own."""
    document = kept("paper.txt", b"Words.", uploaded_by_user=curator)
    page = client_for(curator).get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    again = reverse("library:file-read", args=[document.pk])
    soup = BeautifulSoup(page, "html.parser")
    (button,) = [one for one in soup.find_all("button") if one.get_text(strip=True) == "Read it again"]
    form = soup.find("form", id=button["form"])
    assert form["action"] == again and form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    assert form.find("input", attrs={"name": "title"}) is None and form.find_parent("form") is None
    sends = soup.find("input", attrs={"name": "title"}).find_parent("form").find_all("button", type="submit")
    assert not any(one.has_attr("formaction") for one in sends)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere not every limit is known")
def test_without_its_limits_nothing_is_read(monkeypatch):
    def refuses(what, most):
        raise OSError

    monkeypatch.setattr(limits.resource, "setrlimit", refuses)
    with pytest.raises(OSError):  # noqa: PT011
        limits.hold_back()
