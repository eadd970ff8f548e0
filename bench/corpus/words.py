"""What is said: sentences of the starter content in another order, with names behind them that are seldom heard.

A post has about 123 words at the mean, many fewer or more, as paragraphs, with lists, marks and links here and there.
"""

import re
from math import log

from cop.core.text import from_plain, plain, sanitise
from cop.demo.loader import content

MEAN, SPREAD = 123, 0.6  # words of a post; of their logarithm
SHORTEST, LONGEST = 6, 600
SELDOM = 20_000  # different names
#: A word that is looked for: it stands in so many posts and nowhere else.
MARK, MARKED = "marigold", 967
SYLLABLES = [
    "ba",
    "be",
    "ca",
    "da",
    "del",
    "fen",
    "ga",
    "hol",
    "ka",
    "la",
    "lin",
    "mar",
    "mo",
    "na",
    "nor",
    "pe",
    "ra",
    "ro",
    "sa",
    "sel",
    "ta",
    "tor",
    "va",
    "wen",
]


class Speech:
    """`random`: a random.Random. `sentences` by language."""

    def __init__(self, random):
        self.random = random
        self.sentences = {"en": [], "es": []}
        for language, text in texts(content()):
            found = re.split(r"(?<=[.?!])\s+", plain(text))
            self.sentences[language] += [one for one in found if 4 <= len(one.split()) <= 40]
        self.names = [self._name() for _n in range(SELDOM)]

    def post(self, language, marked=False):
        """Sanitised HTML, as the services store it."""
        wanted = self.random.lognormvariate(log(MEAN) - SPREAD**2 / 2, SPREAD)
        paragraphs = self._paragraphs(language, min(max(wanted, SHORTEST), LONGEST))
        if marked:
            paragraphs[-1] += f" The {MARK} was on the table again."
        look = self.random.random()
        if look < 0.8:
            return from_plain("\n\n".join(paragraphs))
        if look < 0.85:
            return from_plain("\n\n".join(paragraphs) + "\n\nhttps://library.example.org/reading/together")
        *others, last = paragraphs
        items = "".join(f"<li>{one}</li>" for one in re.split(r"(?<=[.?!])\s+", last))
        begun = "".join(f"<p><strong>{one[:12]}</strong>{one[12:]}</p>" for one in others)
        return sanitise(f"{begun}<ul>{items}</ul>")

    def to(self, member, html):
        """The same, said to somebody by name."""
        return sanitise(f'<p><span data-mention="{member.uuid}"></span></p>{html}')

    def paragraph(self, language):
        return from_plain(self.random.choice(self.sentences[language]))

    def title(self, language):
        return self.random.choice(self.sentences[language])[:110].rstrip(" .,;:") + self._mark()

    def line(self, language, limit):
        return self.random.choice(self.sentences[language])[:limit]

    def _paragraphs(self, language, wanted):
        paragraphs, said, here = [], 0, []
        while said < wanted:
            sentence = self.random.choice(self.sentences[language])
            if self.random.random() < 0.06:
                sentence += f" {self.random.choice(self.names)} said so too."
            said += sentence.count(" ") + 1
            here.append(sentence)
            if len(here) >= 3 and self.random.random() < 0.35:
                paragraphs.append(" ".join(here))
                here = []
        return [*paragraphs, " ".join(here)] if here else paragraphs

    def _name(self):
        return "".join(self.random.choice(SYLLABLES) for _n in range(self.random.randint(2, 4))).capitalize()

    def _mark(self):
        return self.random.choice(("", "?", "?"))


def texts(part, language="en"):
    """Every longer text of the starter content with its language."""
    if isinstance(part, dict):
        language = part.get("language", language)
        language = language if language in ("en", "es") else "en"
        for one in part.values():
            yield from texts(one, language)
    elif isinstance(part, list):
        for one in part:
            yield from texts(one, language)
    elif isinstance(part, str) and len(part) > 60 and MARK not in part.lower():
        yield language, part
