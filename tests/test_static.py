"""Static files as browsers get them, over WSGI and ASGI alike."""

import re

import pytest
from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.utils.module_loading import import_string

from cop.static import packed

FILE = "/static/css/tokens.css"


def test_a_file_has_its_type_and_its_bytes(client):
    answer = client.get(FILE)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert answer.content == (settings.BASE_DIR / "static/css/tokens.css").read_bytes()


async def test_a_file_is_sent_whole_under_asgi(async_client):
    answer = await async_client.get(FILE)
    assert not answer.streaming
    assert answer.content == (settings.BASE_DIR / "static/css/tokens.css").read_bytes()


def test_a_part_of_a_file_and_an_unchanged_one_are_answered_shortly(client):
    part = client.get(FILE, headers={"range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
    again = client.get(FILE, headers={"if-none-match": client.get(FILE)["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("method", ["post", "delete"])
def test_a_file_is_only_read(client, method):
    assert getattr(client, method)(FILE).status_code == 405


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_not_found(client):
    assert client.get("/static/css/nothing.css").status_code == 404
    assert client.get("/static/../manage.py").status_code == 404


@pytest.mark.parametrize("path", settings.MIDDLEWARE)
def test_no_middleware_holds_a_thread_while_a_view_waits(path):
    """One that knows no coroutines would do so for every long poll."""
    assert import_string(path).async_capable


def test_the_chain_of_middleware_is_asynchronous_to_the_end():
    assert iscoroutinefunction(ASGIHandler()._middleware_chain)


def test_a_packed_sheet_selects_what_it_did():
    """The blank in `.menu :is(a)` says "within"; without it the rule is about the menu itself."""
    sheet = "@layer pages { .menu :is(a, b) { color: red } .row > :first-child::after, li :focus { gap: 0 } }"
    assert packed(sheet) == (
        "@layer pages{.menu *:is(a,b){color:red}.row>:first-child::after,li *:focus{gap:0}}"
    )


@pytest.mark.parametrize(
    "path", sorted((settings.BASE_DIR / "static/css").glob("*.css")), ids=lambda path: path.name
)
def test_no_sheet_loses_a_blank_that_says_within(path):
    sheet = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert packed(sheet).count(" *:") == len(re.findall(r"[\w\])*] +::?[a-z]", sheet))
