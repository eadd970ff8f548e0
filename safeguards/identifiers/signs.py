"""What single words are in this text: quiet, a relative, a title, a head; and how much they look like a name."""

import re
from functools import cache

from safeguards.identifiers.dates import MONTHS
from safeguards.identifiers.lexicon import Word, known, listed, misspelt, phrases, words_of
from safeguards.identifiers.reading import Reading, Token

WEEKDAYS = words_of(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    " mon tue tues wed thu thurs fri sat lunes martes miercoles jueves viernes sabado sabados domingo domingos"
)
COUNTS = words_of(
    "one two three four five six seven eight nine ten eleven twelve half first second third"
    " dos tres cuatro cinco seis siete ocho nueve diez once doce"
)
STRONG_TITLES = {
    "dr",
    "dra",
    "mr",
    "mrs",
    "ms",
    "mx",
    "prof",
    "sr",
    "sra",
    "srta",
    "dona",
    "lic",
    "mtra",
    "mtro",
    "don",
    "rev",
    "miss",
}
DETERMINERS = {
    "the",
    "a",
    "an",
    "this",
    "these",
    "el",
    "la",
    "los",
    "las",
    "un",
    "una",
    "each",
    "every",
    "some",
}
#: What stands before a weekday.
_DATING = words_of("el los este cada del al un proximo pasado ese hasta desde todo todos ultimo primer")
#: Small words inside the name of a body.
INSIDE = {"of", "the", "de", "del", "la", "las", "los", "el", "for", "and", "y", "do", "da"}
#: Endings of medicines.
_MEDICINE = re.compile(
    r"(?:c[iy]ll?ina?|m[iy]cina?|pro[fp]eno?|prazole?|conazole?|taminophen|tadine|tirizine|olone|sartan)$"
)
_DRAWN = re.compile(r"(.)\1\1|^[^aeiouy]{1,4}$|^(..)\2+h?$")


@cache
def heads(part: str) -> frozenset[str]:
    return listed("heads.txt", part)


@cache
def cues(part: str) -> frozenset[str]:
    return listed("cues.txt", part)


class Signs:
    """The tokens of a reading, each with what it can't be."""

    def __init__(self, reading: Reading, taken: list[tuple[int, int]]):
        self.reading, self.tokens = reading, reading.tokens
        self.words = [known(token.key) for token in self.tokens]
        self.ordinary = [self._ordinary(t.key, w) for t, w in zip(self.tokens, self.words, strict=True)]
        self.busy = self._busy(taken)
        self.quiet = [False] * len(self.tokens)
        self._hush(phrases("quiet.txt"), self._titled)
        for file in ("regions.txt", "states.txt"):
            self._hush(phrases(file), self._rather_name)

    def _ordinary(self, key: str, word: Word) -> int:
        """A rare word that is a name as well is taken as the name; Spanish lists have names among their words."""
        languages = self.reading.languages
        if word.given > 3 and "es" in languages and key not in listed("spanish_words.txt"):
            languages = languages - {"es"}
        grade = word.ordinary(languages)
        if not grade and key.endswith("in") and not word.name and "en" in languages:
            grade = known(key + "g").english  # "sayin"
        return 0 if grade == 1 and word.given > 1 else grade

    def _busy(self, taken):
        busy, spans, at = [], sorted(taken), 0
        for token in self.tokens:
            while at < len(spans) and spans[at][1] <= token.start:
                at += 1
            busy.append(at < len(spans) and spans[at][0] < token.end)
        return busy

    def _hush(self, by_first, unless) -> None:
        keys = [token.key for token in self.tokens]
        for i, key in enumerate(keys):
            for phrase in by_first.get(key, ()):
                end = i + len(phrase)
                if tuple(keys[i:end]) == phrase and not (len(phrase) == 1 and unless(i)):
                    self.quiet[i:end] = [True] * len(phrase)
                    break

    def _titled(self, i: int) -> bool:
        """Ms. Skinner is nobody's theory; Dr. Brazelton is."""
        return self.title_before(i, strong=True) and self.key(i - 1) not in ("dr", "dra", "prof")

    def _rather_name(self, i: int) -> bool:
        """ "Maya", "Karen", "Georgia": a language or a region only where it is spoken or come from."""
        speaking = {self.key(k) for k in range(max(0, i - 3), i)} & cues("region")
        return self._titled(i) or (self.words[i].given > 3 and not speaking)

    def key(self, i: int) -> str:
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def before(self, i: int) -> str:
        """The word before, if only a blank stands between."""
        return self.tokens[i - 1].key if i > 0 and self.tokens[i].gap in (" ", ' "', " '") else ""

    def after(self, i: int) -> str:
        """The word after, if only a blank stands between."""
        return (
            self.tokens[i + 1].key
            if i + 1 < len(self.tokens) and self.tokens[i + 1].gap in (" ", "'s ", "' ")
            else ""
        )

    def joined(self, i: int) -> bool:
        """Whether token i stands right behind the one before."""
        before = self.tokens[i - 1]
        return self.tokens[i].gap == " " or (
            self.tokens[i].gap == ". "
            and (len(before.shown) == 1 or before.key in ("st", "dr", "mt", "ft", "sta", "ma"))
        )

    def title_before(self, i: int, *, strong: bool = False) -> bool:
        if i == 0 or self.tokens[i].gap not in (" ", ". "):
            return False
        title = self.tokens[i - 1]
        if title.owns:
            return False
        known_titles = STRONG_TITLES if strong else STRONG_TITLES | listed("titles.txt")
        if title.key == "don" and "es" not in self.reading.languages:
            return False
        if title.key == "miss" and not title.capital:
            return False
        return title.key in known_titles and (self.tokens[i].gap == " " or title.key in STRONG_TITLES)

    def calendar(self, i: int) -> bool:
        return self.key(i) in MONTHS or self.key(i) in WEEKDAYS

    def kin(self, i: int) -> bool:
        return self.key(i) in listed("kin.txt") or self.key(i).removesuffix("s") in listed("kin.txt")

    def ruled_out(self, i: int) -> bool:
        """Whether the word alone can't be one of a name."""
        token = self.tokens[i]
        if self.busy[i] or self.quiet[i] or token.key in listed("field.txt"):
            return True
        if _MEDICINE.search(token.key) and not self.words[i].name:
            return True
        if token.key.split("-")[0] in COUNTS:
            return True  # "Two-year-olds"
        if token.key == "cielo" and token.capital:
            return False  # a name more often than a dear word
        if len(token.key) < 2 or self.kin(i) or (self.key(i) in WEEKDAYS and not self._called_domingo(i)):
            return True
        return token.shouted and len(token.shown) <= 5 and not self.reading.shouting

    def _called_domingo(self, i: int) -> bool:
        """A weekday that is also a name, and a syllable of names that is short for one: "Anh Thu"."""
        token = self.tokens[i]
        if not token.capital or self.reading.careless:
            return False
        if token.key == "domingo" and "es" in self.reading.languages:
            return self.before(i) not in _DATING
        behind = i > 0 and self.joined(i) and self.tokens[i - 1].capital and not self.ordinary[i - 1]
        return behind and len(token.key) < 4 and self.key(i - 1) not in WEEKDAYS

    def drawn_out(self, key: str) -> bool:
        """ "Hmmm", "jajaja", "wawa": sounds."""
        return bool(_DRAWN.search(key)) and not known(key).name

    def determined(self, i: int) -> bool:
        """Whether an article or the like stands before, which names do without; "a" is also Spanish for to."""
        before = self.before(i)
        return before in DETERMINERS and not (before == "a" and "es" in self.reading.languages)

    def unknown(self, i: int, *, common: int = 4) -> bool:
        """Neither an ordinary word of the text's languages nor near one so common."""
        word = self.words[i]
        if self.ordinary[i] or self.drawn_out(self.key(i)):
            return False
        return word.name > 1 or word.place > 3 or not misspelt(self.key(i), common=common)

    def word(self, i: int) -> Word:
        return self.words[i]

    def token(self, i: int) -> Token:
        return self.tokens[i]


def telling_word(signs: Signs, i: int) -> bool:
    """Whether a word sets a body apart from all others of its kind."""
    key = signs.key(i)
    if signs.quiet[i] or signs.busy[i] or key in listed("generic.txt") or signs.kin(i) or signs.calendar(i):
        return False
    if signs.tokens[i].capital and key in heads("work") | heads("trade") | heads("general"):
        return False
    return key not in heads("organization") and key not in INSIDE and len(key) > 1
