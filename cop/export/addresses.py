"""In which file an address stands, and how one file names another."""

import posixpath
import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.conf import settings

PAGE = re.compile(r"[1-9]\d{0,6}")


class Addresses:
    """Files by language and address. A page of the tree carries its language in its address and stands under ""; every
    other is written once a language, under its address for the first and below `/es/` and the like for the others."""

    def __init__(self):
        self.files = {}

    def add(self, path, language=""):
        """Give a page a file: `/guides/a/` becomes guides/a/index.html, so that any web server keeps the address."""
        below = language if language != settings.LANGUAGE_CODE else ""
        parts = (below, unquote(path).strip("/"), "index.html")
        self.files[language, path] = "/".join(filter(None, parts))
        return self.files[language, path]

    def at(self, address, language):
        """The file of an address on this site, None where it has none. A list keeps its pages below `page/`."""
        asked = urlsplit(address)
        file = self.files.get((language, asked.path)) or self.files.get(("", asked.path))
        if file is None or not asked.query:
            return file
        query = parse_qs(asked.query)
        number = query.pop("page", [""])[0]
        if query or not PAGE.fullmatch(number):
            return None
        return file if number == "1" else file.removesuffix("index.html") + f"page/{number}/index.html"


def between(start, file, fragment=""):
    """How the file at `start` names another, also where no server is there to look for an index."""
    path = quote(posixpath.relpath(file, posixpath.dirname(start) or "."))
    return f"{path}#{fragment}" if fragment else path
