"""A page of the site as one that needs no server: what can only be pressed goes, links lead to files, drawings stand in it."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.formats import date_format

from cop.core.drawings import SPRITE
from cop.export.addresses import between

#: What asks a server, or waits for a script.
PRESSED = "form, button, script, template, [hidden], .narrow, .player .vh"
NAMED = {"a": "href", "img": "src", "video": "src", "audio": "src", "source": "src", "track": "src"}


@dataclass
class Sheet:
    """What of a page goes into the frame of the copy."""

    title: str
    description: str
    shell: str
    data: str
    main: str
    aside: str


class Paper:
    """Pages of one copy: `addresses` and `assets` say what a link may lead to."""

    def __init__(self, addresses, assets):
        self.addresses, self.assets = addresses, assets

    def sheet(self, html, start, address, language):
        """Of a page of the site (its HTML, the file that it goes to, the address it has here) what it says."""
        soup = BeautifulSoup(html, "html.parser")
        data = soup.find("script", type="application/ld+json")
        described = soup.find("meta", attrs={"name": "description"})
        shell = {"wide", "focus"} & set(soup.select_one(".shell").get("class", []))
        main, aside = soup.select_one("main"), soup.select_one("aside.aside")
        for part in (main, aside):
            for pressed in part.select(PRESSED):
                pressed.decompose()
            self.lead(part, start, address, language)
            for time in part.find_all("time", datetime=True):
                time.string = whole_day(time["datetime"])
        return Sheet(
            title=soup.title.get_text(strip=True),
            description=described["content"] if described else "",
            shell=" ".join(shell),
            data=data.string or "" if data else "",
            main=main.decode_contents(),
            aside=aside.decode_contents().strip(),
        )

    def lead(self, part, start, address, language):
        """Every address in it leads to a file of the copy or to another site. A link to what the copy has not is its words."""
        for tag in part.find_all(list(NAMED)):
            name = NAMED[tag.name]
            if name in tag.attrs:
                to = self.named(tag[name], start, address, language)
                if to is not None:
                    tag[name] = to
                elif tag.name == "a":
                    tag.name, tag.attrs = (
                        "span",
                        {k: v for k, v in tag.attrs.items() if k in ("class", "lang")},
                    )
                else:
                    tag.decompose()
        for tag in part.find_all("video", poster=True):
            tag["poster"] = self.named(tag["poster"], start, address, language) or ""
        for tag in part.find_all(srcset=True):
            del tag["srcset"]  # its src is a picture of the same

    def named(self, link, start, address, language):
        """How the copy names where a link leads; None for what it does not hold."""
        whole = urlsplit(urljoin(f"{settings.BASE_URL.rstrip('/')}{address}", link))
        if whole.scheme not in ("http", "https"):
            return link if whole.scheme in ("mailto", "tel") else None
        if whole.netloc != urlsplit(settings.BASE_URL).netloc:
            return link
        if link.startswith("#"):
            return link
        asked = whole._replace(scheme="", netloc="", fragment="").geturl()
        file = self.addresses.at(asked, language) or self.assets.file_of(asked, language)
        return between(start, file, whole.fragment) if file else None


def whole_day(moment):
    """A day with its year: "three days ago" is wrong tomorrow."""
    return date_format(datetime.fromisoformat(moment), "DATE_FORMAT")


def with_drawings(html):
    """Its drawings from a sheet of their own become drawings at its head: browsers open no other file for a page from disk."""
    used = []

    def here(match):
        if match["name"] not in used:
            used.append(match["name"])
        return f'href="#d-{match["name"]}"'

    html = re.sub(r'href="[^"]*sprite[^"]*\.svg#(?P<name>[\w-]+)"', here, html)
    sprite = SPRITE.read_text(encoding="utf-8")
    drawings = [re.search(rf'<symbol id="{name}".*?</symbol>', sprite, re.DOTALL)[0] for name in used]
    drawings = [one.replace('id="', 'id="d-', 1) for one in drawings]
    sheet = f'<svg hidden aria-hidden="true">{"".join(drawings)}</svg>' if drawings else ""
    return html.replace("<body>", f"<body>{sheet}", 1)
