"""A copy of the library in files: whole without a server, and nothing in it that a visitor could not read."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction

from cop.export.folder import Folder
from forums.models import Excerpt
from forums.services import distilling
from library.models import GuidePage, PracticeDocument, PracticeImage
from library.services.publishing import publish
from tests.forums import scenes


@pytest.fixture
def copied(tmp_path, settings):
    """`copied()`: the copy, made anew: {name: text} of its pages; `copied.folder` is where it stands."""
    folder = tmp_path / "copy"

    def make():
        call_command("export_library", str(folder), address="https://kept.example/")
        files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        return {name: path.read_text() for name, path in files.items() if name.endswith((".html", ".xml"))}

    make.folder = folder
    return make


@pytest.fixture
def shelf(library):
    """A guide in two languages, one for members, resources of every standing."""
    library.open = library.guide("Start with what works", slug="start")
    library.spanish = library.guide("Empezar por lo bueno", language="es", slug="empezar")
    library.closed = library.guide("For the inner circle", slug="inner")
    library.close(library.closed)
    library.book = library.resource("Serve and Return", url="https://example.org/serve")
    library.resource("Only for us", audience="members")
    library.draft(title="Not finished yet")
    return library


def test_guides_principles_and_resources_stand_in_both_languages(shelf, copied):
    pages = copied()
    assert "Start with what works" in pages["guides/start/index.html"]
    assert '<html lang="es">' in pages["es/guides/empezar/index.html"]
    assert "Trust parents" in pages["principles/trust-parents/index.html"]
    for place in ("", "es/"):
        assert "Serve and Return" in pages[f"{place}resources/{shelf.book.pk}/index.html"]
        assert "Serve and Return" in pages[f"{place}resources/index.html"]
    assert "Start with what works" in pages["index.html"] and "Empezar por lo bueno" in pages["es/index.html"]


def test_sheets_for_families_go_along_with_their_code(library, copied):
    body = [["steps", {"heading": "Try it", "steps": ["Notice one thing."]}]]
    sheet = {"language": "es", "title": "Usted ya conoce a su hijo", "intro": "Empiece.", "body": body}
    guide = library.guide("Start with what works", slug="start", handouts=[sheet])
    pages = copied()
    html = pages[f"reading/{guide.pk}/handout/es/index.html"]
    assert "Usted ya conoce a su hijo" in html and 'class="qr"' in html and "La guía de la que viene" in html
    assert f"reading/{guide.pk}/handout/es/index.html" in pages["guides/start/index.html"]


def test_what_is_for_members_or_a_draft_is_in_no_file(shelf, copied):
    written = "".join(copied().values())
    for hidden in ("inner circle", "Only for us", "Not finished yet"):
        assert hidden not in written


def test_every_link_leads_to_a_file_or_to_another_site(shelf, copied):
    pages = copied()
    checked = 0
    for name, html in pages.items():
        if not name.endswith(".html"):
            continue
        for tag in BeautifulSoup(html, "html.parser").find_all(["a", "img", "link", "script", "use"]):
            link = tag.get("href") or tag.get("src") or ""
            if tag.get("rel") == ["canonical"] or urlsplit(link).scheme in ("http", "https"):
                assert not link.startswith("http://localhost"), (name, link)
                continue
            path = unquote(urlsplit(link).path)
            assert not path.startswith("/"), (name, link)
            if path:
                assert ((copied.folder / name).parent / path).resolve().is_file(), (name, link)
                checked += 1
    assert checked > 100


def test_nothing_in_it_asks_a_server_or_tells_a_time_that_passes(shelf, copied):
    for name, html in copied().items():
        if not name.endswith(".html"):
            continue
        soup = BeautifulSoup(html, "html.parser")
        assert not soup.find_all(["form", "button", "iframe"]), name
        assert all(tag["type"] == "application/ld+json" for tag in soup.find_all("script")), name
        assert all(re.search(r"\d{4}", time.text) for time in soup.find_all("time")), name
        assert "Take a seat" not in html


def test_a_sitemap_names_each_page_where_the_copy_will_stand(shelf, copied):
    pages = copied()
    named = set(re.findall("<loc>(.*?)</loc>", pages["sitemap.xml"]))
    assert named == {
        f"https://kept.example/{name.removesuffix('index.html')}" for name in pages if name.endswith(".html")
    }


def test_lists_keep_all_their_pages(library, copied):
    for number in range(31):
        library.resource(f"Book {number:02}")
    pages = copied()
    assert (
        "Book 30" in pages["resources/page/2/index.html"] and "Book 30" not in pages["resources/index.html"]
    )
    assert 'href="page/2/index.html"' in pages["resources/index.html"]


@pytest.fixture
def quoted(library, member, other_member, curator, moderator, run_tasks):
    """A published guide that quotes two colleagues of one conversation."""
    thread = scenes.discussion(member, title="What the tower tells", body="How do you begin a visit?")
    first = scenes.said(member, thread, "Begin with the tower of blocks.")
    second = scenes.said(other_member, thread, "I begin with the hands.", anonymous=True)
    guide = distilling.distil(
        actor=curator,
        thread=thread,
        words={first.pk: "Begin with the tower of blocks.", second.pk: "I begin with the hands."},
        title="Begin with the tower",
        summary="How a visit begins.",
    )
    publish(GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object(), moderator)
    run_tasks()
    return {"thread": thread, "first": first, "second": second}


def say(post, consent):
    excerpt = Excerpt.objects.get(post=post)
    read = {"revision": post.revision, "seen": excerpt.fingerprint}
    distilling.answer(actor=post.author, excerpt=excerpt, consent=consent, **read)


def test_of_a_conversation_stands_there_what_its_authors_agreed_to_and_nothing_else(quoted, copied):
    say(quoted["first"], Excerpt.Consent.NAMED)
    pages = copied()
    page = pages[f"threads/{quoted['thread'].pk}/index.html"]
    assert "Begin with the tower of blocks." in page and "Rosa Delgado" in page
    assert "Begin with the tower of blocks." in pages["guides/begin-with-the-tower/index.html"]
    assert f"threads/{quoted['thread'].pk}/index.html" in pages["guides/begin-with-the-tower/index.html"]
    written = "".join(pages.values())
    for other in ("I begin with the hands.", "What the tower tells", "How do you begin a visit?", "Amara"):
        assert other not in written


def test_what_only_a_translation_quotes_stands_with_the_conversation_too(quoted, library, copied):
    say(quoted["first"], Excerpt.Consent.NAMED)
    say(quoted["second"], Excerpt.Consent.UNNAMED)
    own = {row.post_id: str(row.uuid) for row in Excerpt.objects.all()}
    english = GuidePage.objects.get(slug="begin-with-the-tower")
    spanish = library.guide("Empezar por la torre", language="es", slug="torre")
    for guide, post in ((english, quoted["first"]), (spanish, quoted["second"])):
        guide.body = [("quotation", {"said": own[post.pk]})]
        guide.translation_key = english.translation_key
        guide.save()
    pages = copied()
    for place in ("", "es/"):
        page = pages[f"{place}threads/{quoted['thread'].pk}/index.html"]
        assert "Begin with the tower of blocks." in page and "I begin with the hands." in page


def test_the_next_copy_holds_nothing_of_a_consent_that_was_taken_back(quoted, copied):
    say(quoted["first"], Excerpt.Consent.NAMED)
    copied()
    say(quoted["first"], Excerpt.Consent.REFUSED)
    pages = copied()
    assert f"threads/{quoted['thread'].pk}/index.html" not in pages
    assert not any("tower of blocks" in html or "Rosa Delgado" in html for html in pages.values())


def test_who_spoke_by_sector_only_stays_so(quoted, copied):
    say(quoted["second"], Excerpt.Consent.UNNAMED)
    page = copied()[f"threads/{quoted['thread'].pk}/index.html"]
    assert "I begin with the hands." in page and "A colleague" in page and "Amara" not in page


def test_words_of_a_guide_that_is_closed_are_in_no_copy(quoted, library, copied):
    say(quoted["first"], Excerpt.Consent.NAMED)
    library.close(GuidePage.objects.get(title="Begin with the tower"))
    assert not any("tower of blocks" in html for html in copied().values())


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_pictures_and_open_files_come_along_and_closed_ones_do_not(library, copied, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    closed = Collection.get_first_root_node().add_child(name="Inner")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    papers = [
        PracticeDocument.objects.create(title=title, file=ContentFile(b"%PDF", f"{title}.pdf"), **place)
        for title, place in (("plan", {}), ("secret", {"collection": closed}))
    ]
    guide = library.guide("With a picture", slug="picture")
    guide.body.append(("picture", {"image": image, "caption": "Beans"}))
    for paper in papers:
        guide.body.append(("download", {"document": paper, "note": ""}))
    guide.save_revision().publish()
    page = copied()["guides/picture/index.html"]
    source = BeautifulSoup(page, "html.parser").select_one("figure.plate img")["src"]
    assert ((copied.folder / "guides/picture") / source).resolve().is_file()
    assert [path.read_bytes() for path in copied.folder.glob("documents/*/*.pdf")] == [b"%PDF"]
    assert "secret" not in page and not list(copied.folder.rglob("secret*"))


def test_a_folder_that_holds_something_else_is_left_alone(library, copied):
    copied.folder.mkdir()
    (copied.folder / "thesis.txt").write_text("years of work")
    with pytest.raises(CommandError, match="holds something else"):
        copied()
    assert [path.name for path in copied.folder.iterdir()] == ["thesis.txt"]


def test_a_copy_that_fails_leaves_the_earlier_one_as_it_was(library, copied, monkeypatch):
    before = copied()
    monkeypatch.setattr("cop.export.site.Copy.sitemap", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copied()
    after = {str(path.relative_to(copied.folder)) for path in copied.folder.rglob("*.html")}
    assert after == {name for name in before if name.endswith(".html")}
    assert [path.name for path in copied.folder.parent.iterdir()] == ["copy"]


@pytest.mark.parametrize("failing", ["copy", ".copy"])
def test_a_folder_that_cannot_be_moved_is_said_and_nothing_is_left_beside_it(
    library, copied, monkeypatch, failing
):
    """As where a volume is mounted at it (the first), or what was made cannot take its place."""
    copied.folder.mkdir()
    rename = Path.rename

    def busy(self, target):
        if self.name == failing or (failing == ".copy" and self.name.startswith(".copy") and not stays(self)):
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    def stays(path):
        return path.name.endswith("-earlier")

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(CommandError, match="name a folder inside"):
        copied()
    assert [path.name for path in copied.folder.parent.iterdir()] == ["copy"]
    assert list(copied.folder.iterdir()) == []


def test_no_file_is_written_outside_of_the_copy(tmp_path):
    with pytest.raises(ValueError, match="outside"), Folder(tmp_path / "copy") as folder:
        folder.write("../out.html", b"")
    assert not (tmp_path / "out.html").exists()


def test_an_address_that_is_none_is_refused(library, tmp_path):
    with pytest.raises(CommandError, match="no address"):
        call_command("export_library", str(tmp_path / "copy"), address="kept")
