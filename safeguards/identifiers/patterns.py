"""What has a form of its own: addresses of mail and web, handles, numbers, initials, great ages.

Each rule reads a `Reading` and yields (start, end, label, reason) in offsets of its plain text; without a label the
stretch is something public, in which nothing else is found. The expressions are
bounded: no part can try again without end, so that reading takes time in proportion to the text.
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase

from safeguards.identifiers.lexicon import known, listed, words_of
from safeguards.identifiers.reading import Reading

Found = tuple[int, int, str, str]

EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}\b", re.I)
_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|io|app|dev|tv|blog|site|online|page|link|club|family|care|health|school|church"
    "|community|xyz|us|ca|uk|mx|es|co|ar|cl|pe|gt|ly|gl|me|fm"
)
URL = re.compile(
    rf"(?:https?|ftp)://[^\s<>\"]{{2,2000}}|www\.[a-z0-9-][^\s<>\"]{{2,2000}}"
    rf"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,5}}(?:{_TLD})(?:/[^\s<>\"]{{0,2000}})?(?![\w@-])",
    re.I,
)
PUBLIC_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)*(?:[a-z0-9-]+\.(?:gov|mil)|[a-z0-9-]+\.gob\.[a-z]{2}"
    r"|zerotothree\.org|healthysteps\.org|reachoutandread\.org|naeyc\.org|aap\.org|healthychildren\.org|vroom\.org"
    r"|helpmegrownational\.org|parentsasteachers\.org|nursefamilypartnership\.org|pbskids\.org|pbs\.org"
    r"|sesameworkshop\.org|sesamestreet\.org|brazeltontouchpoints\.org|postpartum\.net|988lifeline\.org|unicef\.org"
    r"|who\.int|agesandstages\.com|circleofsecurityinternational\.com|developingchild\.harvard\.edu"
    r"|csefel\.vanderbilt\.edu|challengingbehavior\.org|ectacenter\.org|childwelfare\.gov|wikipedia\.org)\b",
    re.I,
)
HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z_][\w.]{1,40}")
INITIALS = re.compile(r"(?<![\w.])[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.){0,2}(?!\w)|(?<=\binitials )[A-Z]{2,3}\b")
_SURNAME = re.compile(r" ([A-Z][a-z]+(?:['-][A-Z][a-z]+)*)(?![\w'])")
SMALL_INITIALS = re.compile(r"(?<![\w.])[a-z]\.[a-z]\.(?:[a-z]\.)?(?!\w)")
NOT_INITIALS = words_of(
    "ie eg us usa dc eeuu md rn ba bs ma ms pa ot pt am pm ny nc nm nj sd nd sc ri nh la el un ed pd ps wv va od do"
)

PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}"
    r"|1?[ .-]?\(?\d{3}\)?[ ./-]{0,3}\d{3}[ .-]{1,3}\d{4}|\(\d{3}\) ?\d{7}|\d{3}[ .-]{1,3}\d{4}"
    r"|\d{2}[ .-]\d{4}[ .-]\d{4}|\d{3}[ .-]\d{3}[ .-]\d{2}[ .-]\d{2}|[679]\d{2}[ .-]\d{2}[ .-]\d{2}[ .-]\d{2})(?![\w-]|[./]\d)"
)
_PHONE_CUE = re.compile(
    r"\b(?:phone|cell|mobile|tel|telefono|celular|movil|numero|number|text|txt|call|calls|called|fax|llam\w+|marc\w+|voicemail"
    r"|whatsapp|reach|dial|contact|escrib\w+|#)\b[^.!?\n]{0,40}$"
)
_TEN = re.compile(r"(?<![\w-])1?\d{10}(?![\w-])")

IP = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![\w:])",
    re.I,
)
SSN = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_CUES = (
    r"mrn|medical record(?: number)?|chart|record|case|court|docket|file|student|pupil|member|medicaid|medicare|beneficiary"
    r"|insurance|policy|account|acct|portal|serial|license|licence|driver'?s license|plate|tag|passport|badge|voucher|card|ebt"
    r"|booking|inmate|study|subject|participant|waiting list|waitlist|referral|claim|enrollment|registration|confirmation|invoice"
    r"|permit|vin|device|ssn|social(?: security)?|last four|ending(?: in)?|ends in|snap|wic|a-number|alien|visa|id|npi|dea"
    r"|expediente|caso|cuenta|folio|matricula|placas?|licencia|seguro(?: social)?|poliza|tarjeta|serie|pasaporte|credencial|curp"
    r"|afiliacion|solicitud|termina en|terminacion|ultimos cuatro|historia clinica|registro"
)
ID = re.compile(
    rf"\b(?:{_CUES})\b(?:[ ,:#]{{0,3}}(?:id|no|num|number|nro|numero|form|code|card|plate|is|was|de|del|es|el|la|digits|of|social|the|her|his"
    r"|medicaid|caso|cuenta|medico|seguro|in|four|on|file|wic|court|ending|ends|with|are|son)\b\.?){0,4}[ ,:#.º°()'\"-]{0,4}"
    r"((?:[a-z]{1,6}-?|[a-z]{1,3} )?\d[\w-]{2,24}(?: \d{2,4}\b(?! ?(?:am|pm)))?)"
)
#: Numbers in groups, with letters or without: "member XQT 80 551 926", "NSS 43 90 12 3456 7", "DNI 45.223.118".
GROUPED = re.compile(
    r"\b(?:mrn|member|claim|policy|case|file|chart|account|acct|group|plan|record|subscriber|beneficiary|medicaid|medicare|insurance"
    r"|docket|certificate|permit|license|passport|registration|referral|authorization|poliza|afiliad[oa]|afiliacion|expediente"
    r"|folio|carne|carnet|curp|dni|nss|nit|cui|cedula|rut|rfc|clave|boleta|tramite|solicitud|cuenta|seguro|tarjeta|registro|historia"
    r"|pasaporte|credencial|asegurad[oa]|beneficiari[oa]|derechohabiente|matricula)\b"
    r"(?:[ ,:#.]{0,3}(?:id|no|num|number|nro|numero|n|code|card|is|was|es|era|de|del|la|el|clinica|medico|medica|social|con)\b\.?º?){0,4}"
    r"[ ,:#.º°()'\"-]{0,4}((?:[a-z]{1,4}[ -])?[a-z]{0,3}\d{1,6}(?:[ .-]\d{1,6}){1,5}(?:[ -][a-z0-9])?)(?![\w%]|[.,]\d)"
)
CODE = re.compile(
    r"(?<![\w@./#-])#?(?=[A-Z0-9-]{6,24}(?![\w]))(?=[A-Z0-9-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w/])"
)
RUN = re.compile(r"(?<![\w.,$€/:-])#?\d{6,14}(?![\w/:%]|[.,]\d)")

_UNDER = "uno un una one two three four five six seven eight nine dos tres cuatro cinco seis siete ocho nueve"
_SMALL = "(?:" + "|".join(_UNDER.split()) + ")"
GREAT_AGE = re.compile(
    rf"(?<![\w./$-])(?:9\d|1[0-2]\d)(?![\w%]|[./:]\d)|\bninety(?:[ -]{_SMALL})?\b|\bnoventa(?: y {_SMALL})?\b"
    rf"|\b(?:a |one )hundred(?:(?: and)? {_SMALL})?\b|\bcien(?:to (?:{_SMALL}))?\b"
)
_AGE_AFTER = re.compile(
    r"\W{0,2}(?:years?|yrs?|anos?|ans)\b(?:[ -]old\b|[ -]young\b|(?! (?:ago|of|later|in|since|de(?! edad)|atras|despues|con))(?=[ ,.;)!?]|$))|[ -]?(?:yo|y/o)\b"
)
_OTHER_UNIT = re.compile(
    r"[ -]?(?:%|percent|por ?ciento|minut\w*|min\b|sec\w*|segundos?|days?|dias?|hours?|horas?|weeks?|semanas?|months?|meses|miles"
    r"|millas|degrees|grados|lbs?\b|pounds|libras|kg|kilos|ml\b|cc\b|mg\b|cm\b|inches|feet|th\b|st\b|nd\b|percentil\w*|dollars"
    r"|dolares|words|palabras|families|familias|children|ninos|people|personas|kids|times|veces|pages|paginas|calories|oz\b"
    r"|fahrenheit|on the|over \d|bpm|beats|years? (?:ago|of|later)|anos (?:de(?! edad)|atras|despues))"
)
_SOMEONE = {"who", "he", "she", "ella", "el", "man", "woman"}
_AGE_BEFORE = re.compile(
    r"(?:\b(?:is|was|turn(?:s|ed|ing)|es|tiene|tenia|cumpl\w+|aged?|edad|at|be|almost|nearly|about|casi|just|de|of|a sus|her|his|llegado a"
    r"|now|already|ya|los|sus)|[,(])[ ]*$"
)


def shapes(reading: Reading) -> Iterator[Found]:
    plain, lower = reading.plain, reading.lower
    if "@" in plain:
        for match in EMAIL.finditer(plain):
            yield *match.span(), "EMAIL", "email"
        for match in HANDLE.finditer(plain):
            end = match.end() - (plain[match.end() - 1] == ".")
            word = lower[match.start() + 1 : end]
            if not (word.isalpha() and known(word).ordinary({"en", "es"}) > 3 and not known(word).name):
                yield match.start(), end, "HANDLE", "handle"
    for match in URL.finditer(plain):
        start, end = match.span()
        while plain[end - 1] in ".,;:!?)'\"]" and end > start:
            end -= 1
        if end - start > 5 and "@" not in plain[start:end]:
            yield start, end, "" if PUBLIC_SITE.match(plain, start) else "URL", "url"
    for match in INITIALS.finditer(plain):
        if re.sub(r"\W", "", match[0]).lower() not in NOT_INITIALS:
            end, surname = match.end(), _SURNAME.match(plain, match.end())
            if surname and not known(surname[1].lower()).ordinary({"en", "es"}):
                end = surname.end()
            yield match.start(), end, "NAME", "initials"
    if reading.careless:
        for match in SMALL_INITIALS.finditer(lower):
            if re.sub(r"\W", "", match[0]) not in NOT_INITIALS:
                yield *match.span(), "NAME", "initials"
    yield from numbers(reading)
    yield from ages(reading)


def numbers(reading: Reading) -> Iterator[Found]:
    plain, lower = reading.plain, reading.lower
    for match in IP.finditer(plain):
        if ":" in match[0] or all(int(part) < 256 for part in match[0].split(".")):
            yield *match.span(), "ID", "ip"
    for match in SSN.finditer(plain):
        yield *match.span(), "ID", "number"
    for match in PHONE.finditer(plain):
        digits = sum(sign.isdigit() for sign in match[0])
        spaced = digits == 7 and " " in match[0]
        before = lower[max(0, match.start() - 60) : match.start()]
        if digits >= 7 and (not spaced or match[0].startswith("555") or _PHONE_CUE.search(before)):
            start = match.start() + len(match[0]) - len(match[0].lstrip(" .-"))
            yield start, match.end(), "PHONE", "phone"
    for match in _TEN.finditer(plain):
        if _PHONE_CUE.search(lower[max(0, match.start() - 60) : match.start()]):
            yield *match.span(), "PHONE", "phone"
    for match in ID.finditer(lower):
        start, end = match.span(1)
        plate = re.match(r"placas?|plate", match[0])
        if _numbered(plain[start:end].upper() if plate else plain[start:end]) and not _unit(lower, end):
            yield start, end, "ID", "number"
    for match in GROUPED.finditer(lower):
        start, end = match.span(1)
        letters = match[1][: len(match[1]) - len(match[1].lstrip(ascii_lowercase))]
        if letters and not plain[start : start + len(letters)].isupper():
            start += len(letters) + (match[1][len(letters)] in " -")
        digits = sum(sign.isdigit() for sign in plain[start:end])
        if digits > 5 - min(len(letters), 1):
            yield start, end, "ID", "number"
    for match in CODE.finditer(plain):
        if _coded(match[0]):
            yield *match.span(), "ID", "number"
    for match in RUN.finditer(plain):
        if not _unit(lower, match.end()):
            yield *match.span(), "ID", "number"


def _numbered(value: str) -> bool:
    """Behind "case number" and the like: three digits or more, no year, letters only in capitals."""
    if sum(sign.isdigit() for sign in value) < 3 or re.fullmatch(r"(?:19|20)\d\d", value):
        return False
    letters = re.split(r"\d", value)[0]
    return not (letters.endswith(" ") and letters.strip() and not letters.strip().isupper())


def _coded(value: str) -> bool:
    """Without any word before it: letters with digits, or many digits with dashes."""
    digits, letters = sum(sign.isdigit() for sign in value), sum(sign.isalpha() for sign in value)
    if re.fullmatch(r"\d+(?:-\d+){1,2}", value):
        return digits > 7
    return (letters > 0 and digits > 2) or (digits > 6 and "-" in value)


def _unit(lower: str, end: int) -> bool:
    return bool(_OTHER_UNIT.match(lower, end)) or lower[end : end + 1] == "%"


def ages(reading: Reading) -> Iterator[Found]:
    """Ages of 90 and more: with "years", or where a relative or a verb before them makes them an age."""
    lower = reading.lower
    for match in GREAT_AGE.finditer(lower):
        start, end = match.span()
        if after := _AGE_AFTER.match(lower, end):
            yield start, after.end(), "AGE_OVER_89", "age"
        elif not _unit(lower, end) and _of_a_person(lower, start, end):
            yield start, end, "AGE_OVER_89", "age"


def _of_a_person(lower: str, start: int, end: int) -> bool:
    """Whether a bare number is somebody's age: "Grandpa is 92", "his aunt, 90,", "turned ninety"."""
    before = _AGE_BEFORE.search(lower, max(0, start - 14), start)
    if not before:
        return False
    word = before[0].strip()
    beginning = word in ("at", "a sus") and lower[end : end + 1] == ","  # "At 98, she …"
    if beginning or word in ("turned", "turns", "aged", "tiene", "cumplio", "cumple"):
        return True
    told = re.findall(r"[^\W\d_]+", lower[max(0, start - 70) : start])
    someone = any(each in listed("kin.txt") or each in _SOMEONE for each in told)
    closed = lower[end : end + 1] in ",.);!?" or lower[end : end + 4] in (" and", " or ", " but", " y t", "")
    counted = re.match(r" (?!is\b|was\b|has\b|years\b)[a-z]+s\b", lower[end : end + 24])
    return (
        someone
        and not counted
        and (closed or word in ("is", "was", "at", "es", "of", "de", "almost", "nearly"))
    )
