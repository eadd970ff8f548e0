"""A scanner for viruses that speaks clamd's protocol looks through each file, by whatever door it comes."""

import io
import socketserver
import struct
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forums.models import Attachment, Post
from library.models import PracticeDocument, PracticeImage
from safeguards.scanning import Harmful, Unscanned, look_through
from tests.forums.scenes import discussion, key
from tests.library import papers

#: What every scanner takes for a virus, and is none. In two parts, so that none takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n" + b"0" * 200_000


class Clamd(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(data)
        found = b"Eicar-Test-Signature FOUND" if EICAR in data else b"OK"
        self.wfile.write(self.server.answer or b"stream: " + found + b"\0")


@pytest.fixture
def clamd(settings):
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        seen, answer, most = [], b"", 10_000_000

    with Server(("127.0.0.1", 0), Clamd) as server:
        server.seen = []
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def away(settings):
    settings.CLAMD = "127.0.0.1:9"


def infected(name="paper.pdf"):
    return SimpleUploadedFile(name, PDF + EICAR)


def test_what_is_clean_goes_on_and_what_is_known_is_refused(clamd):
    file = io.BytesIO(PDF)
    look_through(file)
    assert clamd.seen == [PDF] and file.tell() == 0
    with pytest.raises(Harmful, match="something harmful"):
        look_through(io.BytesIO(PDF + EICAR))


@pytest.mark.parametrize(
    "answer", [b"stream: Can't allocate memory ERROR\0", b"\0", b"nonsense", b"x" * 9_000]
)
def test_an_answer_that_is_none_keeps_the_file_out(clamd, answer):
    clamd.answer = answer
    with pytest.raises(Unscanned, match="does not answer just now"):
        look_through(io.BytesIO(PDF))


def test_what_is_too_large_for_the_scanner_says_so(clamd):
    clamd.most = 100
    with pytest.raises(Unscanned, match="larger than the virus scanner takes"):
        look_through(io.BytesIO(PDF * 50))


@pytest.mark.parametrize("address", ["127.0.0.1:9", "127.0.0.1", "/nowhere/clamd.sock"])
def test_a_scanner_that_is_away_keeps_files_out(settings, address):
    settings.CLAMD = address
    with pytest.raises(Unscanned):
        look_through(io.BytesIO(PDF))


def test_without_a_scanner_nobody_is_asked(settings):
    settings.CLAMD = ""
    look_through(io.BytesIO(EICAR))


def send(client, thread, body="What I noticed.", **more):
    data = {"body": body, "kind": "notice", "idempotency_key": key()} | more
    return client.post(reverse("forums:post-create", args=[thread.pk]), data)


def test_a_file_of_a_post_is_refused_and_the_words_stay(clamd, member, client_for):
    thread, client = discussion(member), client_for(member)
    answer = client.post(reverse("forums:upload-create"), {"upload": infected()})
    assert answer.status_code == 422 and "something harmful" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert (
        client.post(reverse("forums:upload-create"), {"upload": SimpleUploadedFile("a.pdf", PDF)}).status_code
        == 201
    )
    page = send(client, thread, upload=infected()).content.decode()
    assert "something harmful" in page and "What I noticed." in page
    assert thread.posts.count() == 1


def test_while_the_scanner_is_away_words_go_out_and_files_wait(away, member, client_for):
    thread, client = discussion(member), client_for(member)
    answer = client.post(reverse("forums:upload-create"), {"upload": infected()})
    assert answer.status_code == 422 and "Try again in some minutes" in answer.content.decode()
    page = send(client, thread, "Only words.", upload=infected()).content.decode()
    assert "Try again in some minutes" in page and "Only words." in page
    assert send(client, thread, "Only words.").status_code == 302
    assert Post.objects.filter(body__contains="Only words.").exists()


def test_documents_and_pictures_of_the_library_go_the_same_way(clamd, curator, client_for):
    client = client_for(curator)
    picture = SimpleUploadedFile("photo.jpg", papers.jpeg() + EICAR)
    for url, file in (("wagtaildocs:add", infected()), ("wagtailimages:add", picture)):
        page = client.post(reverse(url), {"title": "Typed before", "tags": "", "file": file})
        assert page.status_code == 200
        assert "something harmful" in page.content.decode() and "Typed before" in page.content.decode()
    many = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "T", "files[]": infected()},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert "something harmful" in many.json()["error_message"]
    assert not PracticeDocument.objects.exists() and not PracticeImage.objects.exists()
    clean = {"title": "Clean", "tags": "", "file": SimpleUploadedFile("paper.pdf", PDF)}
    assert client.post(reverse("wagtaildocs:add"), clean).status_code == 302


def test_in_the_library_too_a_scanner_that_is_away_is_said_to_be_away(away, curator, client_for):
    data = {"title": "Typed before", "tags": "", "file": SimpleUploadedFile("paper.pdf", PDF)}
    page = client_for(curator).post(reverse("wagtaildocs:add"), data).content.decode()
    assert "does not answer just now" in page and "Typed before" in page
    assert not PracticeDocument.objects.exists()
