"""Dates that name a day or a month of a year, in English and Spanish, and what day they are where that is certain."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from string import ascii_lowercase

from safeguards.identifiers.lexicon import known
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.reading import Reading

_ENGLISH = ["january", "february", "march", "april", "may", "june"]
_ENGLISH += ["july", "august", "september", "october", "november", "december"]
_SPANISH = ["enero", "febrero", "marzo", "abril", "mayo", "junio"]
_SPANISH += ["julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
MONTHS = {name: n for names in (_ENGLISH, _SPANISH) for n, name in enumerate(names, 1)}
MONTHS |= {name[:3]: n for n, name in enumerate(_ENGLISH, 1)} | {"sept": 9, "setiembre": 9}
MONTHS |= {"ene": 1, "abr": 4, "ago": 8, "dic": 12}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_ORDINAL = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    "|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth"
    "|thirty[- ]first"
)
_NUMERAL = (
    "primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho"
    "|diecinueve|veinte|veintiuno|veintidos|veintitres|veinticuatro|veinticinco|veintiseis|veintisiete|veintiocho|veintinueve|treinta"
    "(?: y uno)?"
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|tues|wed|thu|thurs|fri|sat|sun|lunes|martes|miercoles|jueves|viernes"
    r"|sabado|domingo)\b\.?,? (?:the |el )?"
)
SPELLED = re.compile(
    rf"\b(?:{_WEEKDAY})?(?:"
    rf"(?P<m1>{_MONTH}),? (?:the )?(?P<d1>{_DAY})(?:st|nd|rd|th)?\b(?!:\d|/|\.\d|%)(?:,? (?:of |de |del )?(?P<y1>{_YEAR})\b)?"
    rf"|(?P<m2>{_MONTH})(?: of| de| del)?,? (?P<y2>{_YEAR})\b"
    rf"|(?:the )?(?P<d3>{_DAY})(?:st|nd|rd|th|ro|o|º)?[ /-](?:of |de |del mes de )?(?P<m3>{_MONTH})(?:(?: of| de| del)?,?[ -](?P<y3>{_YEAR})\b)?"
    rf"|(?:the )?(?P<o4>{_ORDINAL})(?: day)? of (?P<m4>{_MONTH})(?:,? (?P<y4>{_YEAR})\b)?"
    rf"|(?P<m5>{_MONTH}) (?:the )?(?P<o5>{_ORDINAL})\b(?:,? (?P<y5>{_YEAR})\b)?"
    rf"|(?P<o6>{_NUMERAL}) de (?P<m6>{_MONTH})(?: (?:de|del) (?P<y6>{_YEAR})\b)?"
    r")"
)
NUMERIC = re.compile(
    r"(?<![\w./:$-])(?:(?P<iso>(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01]))"
    r"|(?P<full>\d{1,2}(?P<by>[-/.])\d{1,2}(?P=by)(?:\d{4}|\d\d))|(?P<short>\d{1,2}/\d{1,2}|(?:(?<=\bon )|(?<=\bel )|(?<=\bborn ))\d{1,2}-\d{1,2}(?! ?(?:m|y|w|d|year|mont|week|day|min|hour|mes|an[io]|(?:in|to|of)\b)))"
    r"|(?P<month>(?:0?[1-9]|1[0-2])/(?:19|20)\d\d))(?![\w/%-]|\.\d)"
)
#: "bday is 3 14 24", "nacio el 3 14 2024".
_SPACED = re.compile(
    r"\b(?:bday|birthday|born|dob|nacio|nacid[oa]|cumple(?:anos)?|fecha de nac\w*)(?: is| was| on| el| es|:)* ?"
    r"(?P<day>\d{1,2} \d{1,2} (?:20)?\d\d)\b"
)
#: A month that is mistyped, beside a day: "el 3 de marso", "janury 5th".
_SLIPPED = re.compile(
    rf"\b(?:{_DAY} de (?P<es>[a-z]{{4,11}})|(?P<en>[a-z]{{5,10}}) {_DAY}(?:st|nd|rd|th)?)\b(?!:\d|/|\.\d|%)"
)
_CUE = re.compile(
    r"\b(?:on|since|until|till|by|born|dob|d\.o\.b\.?|bday|birthday|visit|visited|seen|dated?|due|from|before|after|el|del|dia|desde|hasta"
    r"|antes|despues|nacio|nacid[oa]|fecha|cita|para|fnac|appt|appointment|court|friday|monday|tuesday|wednesday|thursday|saturday"
    r"|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo|ending|on:|for|around|hoy|today|last)\W{0,3}$"
)
_FRACTION_AFTER = re.compile(
    r" ?(?:of\b|de (?!20|19)|cups?\b|tsp|teaspoons?|tablespoons?|inch|mile|hour|full|the\b|dose|tab|way|times|days|dias|kids|children"
    r"|veces|pain|on the|stars|taza|partes|thc|majority|families|visits)"
)
_SCORE_BEFORE = re.compile(
    r"\b(?:apgars?|scored?|score of|pain|rating|rated|a|about|vision|down by|over|under|only|got|calif\w+)(?: of| was| were)?:? $"
)
_LOOSE = {"mar", "may", "sat", "sun", "mon", "jun", "jan", "ago", "dec", "set", "wed", "march"}


def dates(reading: Reading) -> Iterator[Found]:
    lower = reading.lower
    for match in SPELLED.finditer(lower):
        if _is_date(reading, match):
            end = match.end() - (lower[match.end() - 1] == "." and match["m3"] is not None)
            yield match.start(), end, "DATE", "date"
    for match in NUMERIC.finditer(lower):
        full = match["full"] and _possible(match["full"])
        if match["iso"] or match["month"] or full or (match["short"] and _short(lower, match)):
            yield *match.span(), "DATE", "date"

    for match in _SPACED.finditer(lower):
        yield *match.span("day"), "DATE", "date"
    for match in _SLIPPED.finditer(lower):
        word = match["es"] or match["en"]
        if word in slips() and word not in MONTHS and not known(word).ordinary({"en", "es"}):
            yield *match.span(), "DATE", "date"


@cache
def slips() -> frozenset[str]:
    """The months with one slip of the thumb: a letter too few, too many, another one, or two exchanged."""
    found: set[str] = set()
    for month in {*_ENGLISH, *_SPANISH} - {"may", "mayo", "june", "july"}:
        for a, b in ((month[:i], month[i:]) for i in range(1, len(month) + 1)):
            found |= {a + b[1:], a + b[1:2] + b[:1] + b[2:]}
            found |= {a + letter + rest for letter in ascii_lowercase for rest in (b, b[1:])}
    return frozenset(found)


def _is_date(reading: Reading, match) -> bool:
    """ "ago 3" and "may 6 of them" are words; "may" and "march" begin dates in small letters only beside a year or th."""
    if re.fullmatch(r"(?:the )?(?:fourth|4th) of july|cinco de mayo", match[0]):
        return False
    word = next(match[f"m{n}"] for n in range(1, 7) if match[f"m{n}"]).rstrip(".")
    after = reading.lower[match.end() : match.end() + 12]
    if (
        match["m1"]
        and not match["y1"]
        and re.match(r" (?:of them|of us|more|or \d|to \d|times|minutes|families|kids|days)|-\d", after)
    ):
        return False
    if match["m1"] and word in ("ago", "dic", "mar", "abr", "ene", "set") and "es" not in reading.languages:
        return False
    if match["m1"] and word in _LOOSE and not match["y1"]:
        shown = reading.plain[match.start("m1")]
        marked = re.search(r"\d(?:st|nd|rd|th)", match[0]) or _CUE.search(
            reading.lower, max(0, match.start() - 14), match.start()
        )
        return shown.isupper() or bool(marked)
    if match["o6"] and match["o6"] in ("uno", "dos", "tres") and not match["y6"]:
        return bool(_CUE.search(reading.lower, max(0, match.start() - 14), match.start()))
    return True


def _possible(text: str) -> bool:
    first, second, year = (int(part) for part in re.split(r"[-/.]", text))
    return (1 <= first <= 12 and 1 <= second <= 31) or (1 <= second <= 12 and 1 <= first <= 31)


def _short(lower: str, match) -> bool:
    """A day without a year, and no fraction, score or "24/7"."""
    first, second = (int(part) for part in re.split("[-/]", match["short"]))
    if not ((1 <= first <= 12 and 1 <= second <= 31) or (1 <= second <= 12 and 12 < first <= 31)) or match[
        0
    ] in ("24/7", "9/11"):
        return False
    if _FRACTION_AFTER.match(lower, match.end()):
        return False
    cued = _CUE.search(lower, max(0, match.start() - 16), match.start())
    fraction = first < second <= 10 or first == second
    if fraction or _SCORE_BEFORE.search(lower, max(0, match.start() - 16), match.start()):
        return bool(cued) and not _SCORE_BEFORE.search(lower, max(0, match.start() - 16), match.start())
    return True


def day_of(text: str, *, language: str = "en", today: date) -> date | None:
    """The day that a found date names, if it has a year; the later reading of 3/4/2024 is never guessed at."""
    spelled, numeric = SPELLED.search(text), NUMERIC.search(text)
    try:
        if numeric and numeric["iso"]:
            return date(*(int(part) for part in re.split(r"[-/.]", numeric["iso"])))
        if numeric and numeric["full"]:
            first, second, year = (int(part) for part in re.split(r"[-/.]", numeric["full"]))
            year += 0 if year > 99 else (2000 if year <= today.year % 100 else 1900)
            if (language == "es" or numeric["by"] == "." or first > 12) and second <= 12:
                return date(year, second, first)
            return date(year, first, second)
        if numeric and numeric["month"]:
            month, year = (int(part) for part in numeric["month"].split("/"))
            return date(year, month, 15)
        if spelled:
            part = {key[0]: value for key, value in spelled.groupdict().items() if value}
            if "y" not in part:
                return None
            year = int(part["y"].strip("'"))
            day = int(part["d"]) if "d" in part else 15
            return date(year + (2000 if year < 100 else 0), MONTHS[part["m"].rstrip(".")], day)
    except ValueError:
        return None
    return None
