"""`make screenshots`: the main pages and the editors' admin on a phone and a desk, by day and in the evening.

From a demo of its own, so that the pictures are alike wherever they are made. All of them go into var/screenshots/ as
PNG, and the few that the README shows into docs/screenshots/ as WebP. Playwright is a dependency for development.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from io import BytesIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from PIL import Image
from playwright.sync_api import sync_playwright
from tqdm import tqdm

from cop.demo.people import PASSWORD
from cop.management.commands.demo import prepare
from forums.models import Thread
from library.models import CollectionPage, GuidePage, PrinciplePage, Resource

ALL = settings.BASE_DIR / "var" / "screenshots"
SHOWN = settings.BASE_DIR / "docs" / "screenshots"
#: Who looks: nobody, a member, or a moderator in the admin.
VISITOR, MEMBER, CURATOR = "", "visitor@example.org", "moderator@example.org"

WIDTHS = {"phone": 360, "desk": 1280}
HEIGHTS = {"phone": 780, "desk": 1150}
LIGHTS = {"day": "light", "evening": "dark"}
#: Name in the README: (page, width, light, height of the cut in CSS pixels).
README = {
    "thread": ("thread", "desk", "day", 1150),
    "home-phone-dark": ("home-member", "phone", "evening", 780),
    "guide": ("guide", "desk", "day", 1150),
    "search-phone": ("search", "phone", "day", 780),
}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--hide-scrollbars",
]  # fmt: skip


class Command(BaseCommand):
    help = "Take pictures of the main pages; CHROMIUM names the browser."

    def handle(self, **options):
        chromium = os.environ.get("CHROMIUM", "")
        if not os.access(chromium, os.X_OK):
            raise CommandError(
                "Set CHROMIUM to a Chromium or Chrome: CHROMIUM=/usr/bin/chromium make screenshots"
            )
        for directory in (ALL, SHOWN):
            directory.mkdir(parents=True, exist_ok=True)
        prepare()
        pages = addresses()
        with served() as address:
            take(chromium, address, pages)
        self.stdout.write(f"All of them are in {ALL}, the README's in {SHOWN}.")


def addresses():
    """{name: (path, who looks)}"""
    thread = Thread.objects.get(source_id="c01")
    guide = GuidePage.objects.get(slug="who-do-you-call")
    principle = PrinciplePage.objects.get(slug="trust-parents", locale__language_code="en")
    collection = CollectionPage.objects.get(slug="first-four-weeks", locale__language_code="en")
    film = Resource.objects.get(source_id="r05")
    lists, edit = "wagtailadmin_explore", "wagtailadmin_pages:edit"
    snippets = Resource.snippet_viewset
    return {
        "home-visitor": ("/", VISITOR),
        "home-member": ("/", MEMBER),
        "principle": (principle.url, MEMBER),
        "guide": (guide.url, MEMBER),
        "collection": (collection.url, MEMBER),
        "resource": (reverse("library:resource-detail", args=[film.pk]), MEMBER),
        "thread": (reverse("forums:thread-detail", args=[thread.pk]), MEMBER),
        "reflection-new": (reverse("forums:reflection-create"), MEMBER),
        "search": ("/search/?q=waiting+room", MEMBER),
        "desk": (reverse("library:desk"), CURATOR),
        "exchange": (reverse("library:exchange"), CURATOR),
        "admin-home": (reverse("wagtailadmin_home"), CURATOR),
        "admin-guides": (reverse(lists, args=[guide.get_parent().pk]), CURATOR),
        "admin-guide": (reverse(edit, args=[guide.pk]), CURATOR),
        "admin-guide-history": (reverse("wagtailadmin_pages:history", args=[guide.pk]), CURATOR),
        "admin-collection": (reverse(edit, args=[collection.pk]), CURATOR),
        "admin-resources": (reverse(snippets.get_url_name("list")), CURATOR),
        "admin-resource": (reverse(snippets.get_url_name("add")), CURATOR),
        "admin-reports": (reverse("wagtailadmin_reports:site_history"), CURATOR),
    }


@contextmanager
def served():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=settings.BASE_DIR, env={**os.environ, "BASE_URL": address}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not answers(address):
            if process.poll() is not None:
                raise CommandError("The demo did not start.")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def take(chromium, address, pages):
    bar = tqdm(total=len(pages) * len(WIDTHS) * len(LIGHTS), desc="Screenshots", unit="page", disable=None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        for size, width in WIDTHS.items():
            for light, scheme in LIGHTS.items():
                for who in (VISITOR, MEMBER, CURATOR):
                    context = browser.new_context(
                        viewport={"width": width, "height": HEIGHTS[size]}, color_scheme=scheme,
                        device_scale_factor=2 if size == "phone" else 1, reduced_motion="reduce",
                        locale="en-US", timezone_id="America/New_York",
                    )  # fmt: skip
                    page = context.new_page()
                    if who:
                        sign_in(page, address, who)
                    for name, (path, wants) in pages.items():
                        if wants == who:
                            shoot(page, f"{address}{path}", name, size, light)
                            bar.update()
                    context.close()
        browser.close()
    bar.close()


def sign_in(page, address, who):
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def shoot(page, url, name, size, light):
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != 200:
        raise CommandError(f"{url} answered {answer and answer.status}")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)  # the live socket has said that it is there
    page.screenshot(path=ALL / f"{name}-{size}-{light}.png", full_page=True)
    for target, (shown, at, by, height) in README.items():
        if (shown, at, by) == (name, size, light):
            compress(page.screenshot(clip={"x": 0, "y": 0, "width": WIDTHS[size], "height": height}), target)


def compress(png, target):
    with Image.open(BytesIO(png)) as picture:
        picture.save(SHOWN / f"{target}.webp", quality=82, method=6)
