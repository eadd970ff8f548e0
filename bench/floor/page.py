"""The pages that ours are held against. Open to everybody."""

import re
from itertools import cycle

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Site

from bench.corpus.words import texts
from bench.floor.models import BarePage, DemoPage, Footer
from cop.core.text import plain
from cop.demo.loader import content
from library.models import GuidePage

BARE, DEMO = "bare", "demo"
WORDS, SECTIONS = 1_270, 8


def ensure_pages():
    """The bare page of about 1,270 words in eight sections, and a demonstration page as long as our longest guide."""
    if BarePage.objects.filter(slug=BARE).exists():
        return
    published(BarePage(title="A bare guide", slug=BARE, body=bare_body(sentences())))
    Footer.objects.create(body="A place to learn from each other.")
    guide = longest_guide()
    said = sentences()
    introduction = next(said)
    body = demo_body(said, len(words_of(guide)), len(guide.body))
    published(DemoPage(title=guide.title, slug=DEMO, introduction=introduction, body=body))


def longest_guide():
    """Of the starter content's guides that guests may read, in English."""
    return max(
        GuidePage.objects.visible_to(AnonymousUser()).filter(locale__language_code="en"),
        key=lambda one: len(words_of(one)),
    )


def words_of(guide):
    return plain(guide.body.render_as_block()).split()


def published(page):
    home = Site.objects.get(is_default_site=True).root_page
    page.locale = home.locale
    home.add_child(instance=page)
    page.save_revision().publish()


def sentences():
    told = " ".join(plain(text) for language, text in texts(content()["guides"]) if language == "en")
    return cycle(re.split(r"(?<=[.?!])\s+", told))


def paragraphs(sentences, words):
    """So many words as HTML, four sentences a paragraph."""
    said, number = [], 0
    while number < words:
        said.append(next(sentences))
        number += len(said[-1].split())
    return "".join(f"<p>{' '.join(said[n : n + 4])}</p>" for n in range(0, len(said), 4))


def bare_body(sentences):
    body = []
    for number in range(1, SECTIONS + 1):
        body.append({"type": "heading", "value": f"Part {number}"})
        body.append({"type": "text", "value": paragraphs(sentences, WORDS // SECTIONS)})
    return body


def demo_body(sentences, words, blocks):
    """As many blocks and words as the guide has: a heading, a text and a quote in turn."""
    body, each = [], words // max(1, blocks - blocks // 3)
    for number in range(blocks):
        kind = ("heading", "text", "quote")[number % 3]
        if kind == "heading":
            value = {"text": f"Part {number // 3 + 1}", "size": "h2"}
        elif kind == "text":
            value = paragraphs(sentences, each)
        else:
            value = {"text": plain(paragraphs(sentences, each)), "who": "A colleague"}
        body.append({"type": kind, "value": value})
    return body
