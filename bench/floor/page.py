"""The one bare page there is."""

import re

from wagtail.models import Site

from bench.corpus.words import texts
from bench.floor.models import BarePage
from cop.core.text import plain
from cop.demo.loader import content

SLUG, WORDS, SECTIONS = "bare", 1_270, 8


def ensure_page():
    """The published bare page: about 1,270 words in eight sections. Open to everybody."""
    home = Site.objects.get(is_default_site=True).root_page
    if BarePage.objects.filter(slug=SLUG).exists():
        return
    told = " ".join(plain(text) for language, text in texts(content()["guides"]) if language == "en")
    sentences = re.split(r"(?<=[.?!])\s+", told)
    body, words = [], WORDS // SECTIONS
    for number in range(1, SECTIONS + 1):
        body.append({"type": "heading", "value": f"Part {number}"})
        paragraphs, said = [], 0
        while said < words:
            sentence = sentences.pop(0)
            said += len(sentence.split())
            paragraphs.append(sentence)
        text = "".join(f"<p>{' '.join(paragraphs[n : n + 4])}</p>" for n in range(0, len(paragraphs), 4))
        body.append({"type": "text", "value": text})
    page = BarePage(title="A bare guide", slug=SLUG, locale=home.locale, body=body)
    home.add_child(instance=page)
    page.save_revision().publish()
