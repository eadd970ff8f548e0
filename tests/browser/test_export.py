"""A copy of the library opens from disk, in a browser without a server."""

import pytest
from django.core.management import call_command

from tests.browser.test_every_page import found_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_copy_is_read_from_disk_in_both_languages(library, chromium, tmp_path):
    library.guide("Start with what works", slug="start")
    library.guide("Empezar por lo bueno", language="es", slug="empezar")
    library.resource("Serve and Return")
    call_command("export_library", str(tmp_path / "copy"))
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto((tmp_path / "copy" / "index.html").as_uri())
    page.get_by_role("link", name="Start with what works").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Start with what works"
    assert page.evaluate("getComputedStyle(document.querySelector('.guide')).fontFamily").startswith('"Atk')
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Resources").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Resources"
    page.get_by_role("link", name="Español").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Recursos"
    for name in ("index.html", "guides/start/index.html", "es/index.html", "resources/index.html"):
        page.goto((tmp_path / "copy" / name).as_uri())
        assert found_by_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert failed == []
    page.close()
