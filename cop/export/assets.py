"""Sheets, the font, pictures and files that pages name, brought along once each."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve

from cop.static import PART, packed

SHEET = "static/css/site.css"
HUES = "static/css/principles.css"
BESIDE = ("fonts/atkinson-next.woff2", "fonts/LICENSE.txt", "icons/favicon.svg")
#: Views whose answer is a file and not a page.
SENT = {"wagtaildocs_serve", "library:cite", "library:resource-picture"}


class Assets:
    """`file_of(address, language)`: where the copy keeps what stands at an address of this site; None for what it does not
    bring along. Files that editors uploaded are asked for as a visitor would; of stored media only pictures of pages."""

    def __init__(self, folder, visitor):
        self.folder, self.visitor = folder, visitor
        self.known = {}

    def look(self):
        """What every page wears."""
        css = read_static("css/site.css").decode()
        css = PART.sub(lambda part: read_static(f"css/{part['name']}").decode(), css)
        self.folder.write(SHEET, packed(css).encode())
        self.folder.write(HUES, self.visitor.get("/principles.css", settings.LANGUAGE_CODE))
        for name in BESIDE:
            self.folder.write(f"static/{name}", read_static(name))

    def file_of(self, address, language):
        path = urlsplit(address).path
        if path not in self.known:
            content = self.content_of(path, language)
            file = str(PurePosixPath(unquote(path).lstrip("/")))
            self.known[path] = self.folder.write(file, content) if content is not None else None
        return self.known[path]

    def content_of(self, path, language):
        images = f"{settings.MEDIA_URL}images/"
        if path.startswith(images):
            name = "images/" + unquote(path.removeprefix(images))
            if ".." in name.split("/") or not default_storage.exists(name):
                return None
            with default_storage.open(name) as stored:
                return stored.read()
        try:
            sent = resolve(path).view_name in SENT
        except Resolver404:
            return None
        return self.visitor.get(path, language) if sent else None


def read_static(name):
    with open(finders.find(name), "rb") as file:
        return file.read()
