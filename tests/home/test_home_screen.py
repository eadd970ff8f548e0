"""A phone can keep the site on its home screen."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

pytestmark = pytest.mark.django_db


def size(path):
    with Image.open(finders.find(path)) as image:
        return image.size


def test_every_page_leads_to_the_manifest_and_an_icon(client):
    page = client.get("/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    icon = re.search(r'<link rel="apple-touch-icon" href="/static/([^"]+)">', page)[1]
    assert size(icon) == (180, 180)


def test_the_manifest_names_the_community_and_icons_of_their_sizes(client):
    answer = client.get("/manifest.webmanifest", headers={"accept-language": "es"})
    assert answer["Content-Type"] == "application/manifest+json"
    assert "sessionid" not in answer.cookies and "Accept-Language" in answer["Vary"]
    kept = answer.json()
    assert kept["name"] == settings.COMMUNITY_NAME and kept["lang"] == "es"
    assert (kept["start_url"], kept["display"]) == ("/", "standalone")
    assert len(kept["icons"]) == 2
    for icon in kept["icons"]:
        width, height = size(icon["src"].removeprefix("/static/"))
        assert icon["sizes"] == f"{width}x{height}"
