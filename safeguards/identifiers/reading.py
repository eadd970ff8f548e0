"""A text as the rules read it: without accents, marks and odd quotes, and with the way back to its own code points.

`plain` keeps capitals, `lower` does not; both have the same length, and `back(start, end)` tells where a stretch of
them stands in the text. Combining marks and invisible signs belong to the sign before them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from safeguards.identifiers.lexicon import CONTRACTION, STOPWORDS, known, words_of

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒−﹣－", "-"))
_INVISIBLE = {"Mn", "Me", "Cf"}
_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_BLANKS = re.compile(r"[ \t\u00a0]{2,}")
_CUT_SHORT = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
#: What nobody types who takes care.
_THUMBED = words_of(
    "dont cant wont didnt doesnt isnt wasnt arent hasnt havent couldnt wouldnt shouldnt hes shes theyre thats whats im ive"
    " u ur r w bc cuz abt thx pls plz lol omg idk tho gonna wanna kinda ppl q pq xq tmb tmbn dnd porfa porfis jaja jajaja bb"
    " nomas aki xfa"
)
#: Small words as thumbs clip them.
_CLIPPED = {
    "en": {"w": "with", "n": "and"},
    "es": {"d": "de", "dl": "del", "cn": "con", "n": "en", "x": "por"},
}
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*\s+[\"'(\[¿¡]*$|[.!?…]\W*$|[\n\r]\W*$|[¿¡\"*•] ?$|: $")


@dataclass(slots=True)
class Token:
    """A word: where it stands in `plain`, how it is written, and its key in the lexicon (without 's)."""

    start: int
    end: int
    shown: str
    key: str
    first: bool  # begins a sentence, a line or a quotation, where a capital says nothing
    gap: str  # what stands between the word before and this one
    owns: bool  # has an 's

    @property
    def capital(self) -> bool:
        return self.shown[0].isupper()

    @property
    def shouted(self) -> bool:
        return len(self.shown) > 1 and self.shown.isupper()


def _says_nothing(shown: str) -> bool:
    """Capitals that stand whatever the rest is like: "I", "OT", "NICU"."""
    return shown == "I" or (shown.isupper() and len(shown) < 6)


class Reading:
    def __init__(self, text: str, language: str | None = None):
        self.text = text
        if text.isascii():
            self.plain, self.origin = text.replace("`", "'"), None
        else:
            signs, origin = [], []
            for place, sign in enumerate(text):
                for part in unicodedata.normalize("NFKD", sign.translate(_SAME).translate(_DASHES)):
                    if unicodedata.category(part) not in _INVISIBLE:
                        signs.append(part)
                        origin.append(place)
            self.plain, self.origin = "".join(signs), origin
        self.lower = self.plain.lower()
        if len(self.lower) != len(self.plain):
            self.lower = "".join(s.lower() if len(s.lower()) == 1 else s for s in self.plain)
        self.tokens = list(self._words())
        self.languages = {language} if language in ("en", "es") else set()
        self.languages |= self._spoken()
        for token in self.tokens:
            for language in self.languages:
                token.key = _CLIPPED[language].get(token.shown, token.key)
        self.shouting = self._shouts()
        self.hasty = self.shouting or self._hasty()
        self.careless = self.hasty or not any(
            t.capital and not t.first and not _says_nothing(t.shown) for t in self.tokens
        )

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `plain` as code points of the text."""
        if self.origin is None:
            return start, end
        last = self.origin[end - 1] + 1
        while last < len(self.text) and unicodedata.category(self.text[last]) in ("Mn", "Me"):
            last += 1
        return self.origin[start], last

    def _words(self):
        end = 0
        for match in _TOKEN.finditer(self.plain):
            shown = match[0]
            start, stop = match.span()
            cut = CONTRACTION.search(shown.lower())
            owns = bool(cut) and cut[0] == "'s"
            if cut and cut.start():
                shown, stop = shown[: cut.start()], start + cut.start()
            elif self.plain[stop : stop + 1] == "'" and shown[-1:] == "s":
                owns = True  # James' mother
            gap = _BLANKS.sub(" ", self.plain[end:start] if end else self.plain[:start])
            before = gap if len(gap) < 40 else gap[-40:]
            first = not end or bool(_SENTENCE_END.search(before))
            key = _CUT_SHORT.get(shown.lower(), shown.lower()) if cut and cut[0] == "n't" else shown.lower()
            yield Token(start, stop, shown, key, first, gap, owns)
            end = match.end()

    def _spoken(self) -> set[str]:
        """The languages that the text is written in, by its small words; both where it mixes or says nothing."""
        keys = {token.key for token in self.tokens}
        found = {language: len(keys & words) for language, words in STOPWORDS.items()}
        enough = max(1, min(3, max(found.values()) / 2))
        if spoken := {language for language, number in found.items() if number >= enough}:
            return spoken
        if set(self.text.lower()) & set("ñ¿¡áéíóú"):
            return {"es"}
        words = [known(token.key) for token in self.tokens if not token.capital]
        spanish = sum(word.spanish for word in words) > sum(word.english for word in words)
        return {"es"} if spanish and len(words) > 2 else {"en"}

    def _shouts(self) -> bool:
        letters = [s for s in self.plain if s.isalpha()]
        return len(letters) > 12 and sum(s.isupper() for s in letters) > 0.7 * len(letters)

    def _hasty(self) -> bool:
        """Whether it is typed without care: sentences begin small, English says "i", words are clipped. Where none stands but
        those that a phone sets by itself, they can't be relied upon either (`careless`)."""
        starts = [
            token for token in self.tokens if token.first and '"' not in token.gap and ":" not in token.gap
        ]
        small = sum(token.shown[0].islower() for token in starts)
        return bool(starts) and (
            starts[0].shown[0].islower()
            or small * 4 >= len(starts)
            or any(t.shown == "i" or t.shown in _THUMBED for t in self.tokens)
        )

    @cached_property
    def proper(self) -> set[str]:
        """Words that stand with a capital within a sentence."""
        return {token.key for token in self.tokens if token.capital and not token.first}

    def ordinary(self, key: str) -> int:
        """How common a word is as an ordinary one in the text's languages, 0 to 9."""
        return known(key).ordinary(self.languages)
