"""Whether a word begins a name, judged by rarity, lists of names, capitals and what stands around."""

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.signs import STRONG_TITLES, Signs, Token, cues
from safeguards.identifiers.small_words import small
from safeguards.identifiers.subjects import acts, grows, lone
from safeguards.identifiers.telling import (
    CALLING,
    COMING,
    FAMILY_AFTER,
    FAMILY_BEFORE,
    MEASURES,
    PARTICLES,
    PLACE_SURE,
    PRONOUNS,
    SEASONS,
    TOLD_OF,
    called,
)

_SPOKEN_TO = words_of("me nos")


def begins(signs: Signs, i: int) -> bool:
    token = signs.tokens[i]
    if signs.ruled_out(i) and not (
        signs.title_before(i, strong=True)
        and not signs.busy[i]
        and not signs.quiet[i]
        and token.capital
        and len(token.key) > 1
    ):
        return False
    if token.capital and not signs.reading.shouting:
        return _capital(signs, i)
    if token.key in STRONG_TITLES and (token.key == "dona" or signs.after(i)):
        return False
    return small(signs, i)


def _capital(signs: Signs, i: int) -> bool:
    token, word, ordinary = signs.tokens[i], signs.word(i), signs.ordinary[i]
    titled = signs.title_before(i)
    if token.key in STRONG_TITLES or signs.after(i) in MEASURES:
        return False
    if titled and (signs.title_before(i, strong=True) or not token.first):
        return token.key not in listed("generic.txt") and not (ordinary > 4 and not word.name)
    if signs.before(i) == "familia" and not signs.quiet[i]:
        return token.key not in listed("generic.txt")
    if signs.before(i) in FAMILY_BEFORE or (
        signs.after(i) in FAMILY_AFTER and not token.first and not token.owns
    ):
        return token.key not in listed("generic.txt") and (not ordinary or word.family > 2 or word.given > 2)
    if signs.calendar(i) and not _acts(signs, i) and not (token.first and acts(signs, i)):
        return "en" not in signs.reading.languages and not token.first and word.given > 3
    if (
        token.first
        and signs.reading.careless
        and token.key.endswith("s")
        and signs.after(i) in listed("kin.txt")
    ):
        return not ordinary  # "Dontaes dad"
    if not ordinary:
        sure = (
            not token.first
            or apart(signs, i)
            or ((not signs.reading.careless or signs.after(i) in _SPOKEN_TO) and acts(signs, i))
        )
        return (
            not signs.drawn_out(token.key)
            if sure
            else signs.unknown(i, common=4 if signs.reading.careless else 6)
        )
    if token.first:
        return _ordinary_first(signs, i)
    if called(signs, i):
        return token.key not in listed("generic.txt")
    if ordinary < 4 and signs.before(i) in PLACE_SURE:
        return token.key not in listed("generic.txt")  # "in Saigon"
    if signs.determined(i):
        return False
    if word.place > 1 and signs.before(i) in PLACE_SURE | {"from", "to"} and not signs.calendar(i):
        return token.key not in listed("generic.txt") and not signs.reading.careless
    if lone(signs, i) or _along(signs, i):
        return True
    if word.given > 2 or word.family > 4:
        return word.given > 3 or _beside(signs, i) or (word.given > 2 and ordinary < 6)
    return _beside(signs, i) and ordinary < 5 and token.key not in listed("generic.txt")


def _ordinary_first(signs: Signs, i: int) -> bool:
    """A word that is also a name and begins a sentence: "Will opened the door", "Will you open it?"."""
    token, word, ordinary = signs.tokens[i], signs.word(i), signs.ordinary[i]
    if token.key in SEASONS and signs.after(i) in COMING:
        return False  # "Autumn came early"
    if grows(signs, i):
        return False
    if acts(signs, i):
        return True
    if token.shown in signs.reading.proper and word.given > 2:
        return True
    if signs.key(i + 1) in ("they", "everyone", "everybody") and signs.key(i + 2) in CALLING:
        return True  # "Cabby, they call him"
    if word.given < 3 and not (word.family > 2 and ordinary < 4):
        return _nickname(signs, i)
    following = signs.tokens[i + 1] if i + 1 < len(signs.tokens) else None
    if word.given > 4 and signs.after(i) in PARTICLES and i + 2 < len(signs.tokens):
        surname = signs.tokens[i + 2]
        if surname.capital or surname.key in PARTICLES:
            return True  # "María de los Ángeles"
    if (
        following
        and following.gap == " "
        and following.capital
        and not token.owns
        and not signs.ruled_out(i + 1)
    ) and (signs.word(i + 1).name > 2 or not signs.ordinary[i + 1]):
        return word.given > 2
    if word.given - ordinary > 1:
        return True
    if word.given > 2 and following and _told_of(following):
        return True
    return _acts(signs, i) or (
        word.given >= ordinary
        and not signs.calendar(i)
        and following is not None
        and following.gap[:1] in ",;"
        and _spoken_of(signs, i)
    )


def _told_of(following: Token) -> bool:
    """ "Maya, born …", "Sol, dos años", "May (3)"."""
    told = following.key in TOLD_OF or any(sign.isdigit() for sign in following.gap)
    return told and following.gap.lstrip()[:1] in (",", "(")


def _along(signs: Signs, i: int) -> bool:
    """ "Ayo and Dele": beside a name, of a word that is one seldom."""
    k = i - 2
    if k < 0 or signs.before(i) not in ("and", "y", "e") or not signs.joined(i - 1) or signs.ordinary[i] > 5:
        return False
    sure = (
        signs.tokens[k].capital and not signs.ordinary[k] and signs.word(k).given > 0 and not signs.quiet[k]
    )
    return sure and signs.tokens[i].key not in listed("generic.txt") and not signs.ruled_out(k)


def apart(signs: Signs, i: int) -> bool:
    """Whether a word that begins a sentence is set apart as names are: "Sol, dos años", "Hope's shoes"."""
    following = signs.tokens[i + 1] if i + 1 < len(signs.tokens) else None
    joined = signs.after(i) in ("y", "and") and signs.key(i + 2) in (
        "su",
        "her",
        "his",
        "mi",
        "my",
        "el",
        "la",
        "the",
    )
    return (
        signs.tokens[i].owns
        or joined
        or _acts(signs, i)
        or (following is not None and following.gap[:1] == ",")
    )


def _nickname(signs: Signs, i: int) -> bool:
    """ "Bubba is what everyone calls him": rare as a word, and somebody acts or is spoken of behind it."""
    token = signs.tokens[i]
    if signs.ordinary[i] > 4 or signs.kin(i) or token.key in listed("generic.txt"):
        return False
    return token.owns and signs.after(i) in listed("kin.txt")


def _acts(signs: Signs, i: int) -> bool:
    """Whether what follows treats the word as a person."""
    token, following = signs.tokens[i], signs.after(i)
    if following == "and" and signs.key(i + 2) in ("her", "his") and signs.key(i + 3) in listed("kin.txt"):
        return not signs.calendar(i)  # "Rose and her aunt"
    if token.owns:
        return following in listed("kin.txt") or (
            signs.word(i).given >= signs.ordinary[i]
            and not signs.calendar(i)
            and bool(following)
            and _spoken_of(signs, i)
        )
    if following in cues("person"):
        if following in (
            "is",
            "was",
            "has",
            "had",
            "will",
            "would",
            "and",
            "no",
            "esta",
            "estaba",
            "se",
            "le",
            "lo",
            "la",
            "me",
            "nos",
            "es",
        ):
            if following in ("and", "will", "would", "no", "la", "lo"):
                return False
            return _spoken_of(signs, i) and signs.word(i).given > 3
        return (
            signs.word(i).given > 4
            or _spoken_of(signs, i)
            or "es" in signs.reading.languages
            and signs.word(i).given > 3
        )
    return False


def _spoken_of(signs: Signs, i: int) -> bool:
    """Whether he or she follows before long, with nobody else of whom it could be said between."""
    for token in signs.tokens[i + 1 : i + 16]:
        if token.key in PRONOUNS:
            return True
        if token.key in listed("kin.txt") and token.key not in ("baby", "child", "children", "kids"):
            return False
    return False


def _beside(signs: Signs, i: int) -> bool:
    """Whether a word that can only be a name stands right beside it."""
    for k in (i - 1, i + 1):
        if (
            (
                0 <= k < len(signs.tokens)
                and signs.joined(max(i, k))
                and signs.tokens[k].capital
                and not signs.ruled_out(k)
            )
            and not signs.ordinary[k]
            and signs.word(k).name > 1
            and not (k < i and signs.tokens[k].owns)
        ):
            return True
    return False
