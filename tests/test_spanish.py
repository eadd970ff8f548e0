"""The interface in Spanish: the catalogues are whole, and a page asked for in Spanish speaks it."""

import re

import pytest
from django.conf import settings

from tests.forums import scenes

CATALOGUES = sorted(
    path for path in settings.BASE_DIR.glob("**/locale/es/LC_MESSAGES/django.po") if ".venv" not in path.parts
)
ENTRY = re.compile(
    r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr(?:\[0\])? ((?:".*"\n)+)', re.MULTILINE
)

FAMILIAR = re.compile(
    r"\b(tú|tus?|te|ti|contigo|tuy[oa]s?|has|eres|puedes|podrás|tienes|quieres|sabes|recibes|guardas|buscas)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_readers_are_spoken_to_as_usted(path):
    said = [
        msgstr.replace('"\n"', "")
        for _msgid, msgstr in ENTRY.findall(path.read_text(encoding="utf-8") + "\n")
    ]
    assert [words for words in said if FAMILIAR.search(words)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_string_has_its_translation(path):
    text = path.read_text(encoding="utf-8") + "\n"
    assert "#, fuzzy" not in text
    empty = [msgid for msgid, msgstr in ENTRY.findall(text) if not msgstr.replace('"', "").strip()]
    assert empty == []
    assert path.with_suffix(".mo").exists()


def test_there_is_a_catalogue_for_each_room_that_speaks_and_one_for_the_templates():
    rooms = {path.relative_to(settings.BASE_DIR).parts[0] for path in CATALOGUES}
    assert {"cop", "members", "library", "forums", "search", "notifications", "locale"} <= rooms


def test_a_visitor_whose_browser_asks_for_spanish_reads_spanish(client, db):
    html = client.get("/accounts/login/", headers={"Accept-Language": "es-MX"}).content.decode()
    assert '<html lang="es"' in html
    assert "Iniciar sesión" in html
    assert "Sign in" not in html


def test_a_member_who_chose_spanish_reads_a_conversation_in_it(client_for, member):
    thread = scenes.shared(member)
    member.language = "es"
    member.save(update_fields=["language"])
    html = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "Alrededor de la mesa" in html or "mesa" in html
    assert "Around the table" not in html
    assert scenes.WORDS["what_happened"] in html, "what people wrote stays as they wrote it"
