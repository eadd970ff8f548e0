"""Where somebody lives, by form: street addresses, post boxes, intersections, roads with numbers, post codes."""

import re
from collections.abc import Iterator

from safeguards.identifiers.lexicon import known
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.reading import Reading

_KIND = (
    "street|str|st|avenue|ave|av|boulevard|blvd|lane|ln|drive|dr|road|rd|court|ct|terrace|ter|place|pl|way|circle|cir|highway|hwy"
    "|parkway|pkwy|trail|trl|loop|alley|plaza|square|sq|heights|point|pike|crossing|row|run|hollow|creek"
)
_UNIT = r"(?:apt|apartment|unit|suite|ste|lot|space|spc|bldg|building|floor|room|rm|trailer|#|depto|departamento|interior|int)"
_STATE = r"(?:a[lkzr]|c[aot]|d[ec]|fl|ga|hi|i[dlna]|k[sy]|la|m[edainsot]|n[evhjmycd]|o[hkr]|p[ar]|ri|s[cd]|t[nx]|ut|v[ta]|w[aviy])"
_TAIL = (
    rf"(?:,? {_UNIT}\.? ?#?[\w-]{{1,6}}| ?#\d[\w-]{{0,5}}| [nsew]{{1,2}}\b\.?)?(?:,? {_UNIT}\.? ?#?[\w-]{{1,6}})?"
    rf"(?:,? (?:[^\W\d_]+[ ]?){{1,3}}?,? ?(?:{_STATE}\b\.?,? )?\d{{5}}(?:-\d{{4}})?\b)?"
)
STREET = re.compile(
    rf"(?<![\w/.:$-])\d{{1,6}}(?:-\d{{1,4}})?[a-d]? (?:[nsew]{{1,2}}\.? |north |south |east |west )?"
    rf"(?:\d{{1,3}}(?:st|nd|rd|th)|(?:[^\W\d_][\w'.-]{{0,20}} ){{0,3}}?[^\W\d_][\w'-]{{1,20}}) (?:{_KIND})\b\.?{_TAIL}"
)
ROAD = re.compile(
    r"\b(?:(?:county|state|farm|ranch|forest service|old|us|interstate|bia|indian) )?(?:road|route|rt|rte|highway|hwy|exit|cr|fm|i|sr) ?-?\d{1,4}[a-z]?\b"
)
BOX = re.compile(r"\bp\.? ?o\.? ?box (?:no\.? ?)?\d{1,6}\b|\bapartado (?:postal )?\d{1,6}\b")
CORNER = re.compile(
    r"(?<![^\W_])[^\W_]{2,20} (?:and|&) \d{1,3}(?:st|nd|rd|th)\b"
    r"|\b\d{1,3}(?:st|nd|rd|th) (?:and|&|y) [^\W_]{2,20}(?: (?:st|street|ave|avenue|blvd))?\b"
    rf"|\bcorner of [^\W_]{{2,20}}(?: (?:{_KIND}))? (?:and|&) [^\W_]{{2,20}}(?: (?:{_KIND})\b)?"
    r"|\b\d{1,3}(?:st|nd|rd|th) (?:street|st|avenue|ave|place|court)\b"
)
ZIP = re.compile(
    rf"(?:\b(?:zip|zipcode|zip code|codigo postal|c\.p\.|cp)\W{{0,3}}(?:is |es )?|, {_STATE} )(\d{{5}}(?:-\d{{4}})?)\b"
)
#: Bodies that are called by a number: "ps 118", "la escuela 14", "clinica 25 del imss".
NUMBERED = re.compile(
    r"\b(?:p\.?s\.?|[im]\.s\.|public school|escuela|primaria|secundaria|prepa|preparatoria|jardin|jardin de infantes|clinica"
    r"|unidad|cendi|kinder|hospital|juzgado|telesecundaria) (?:no\.? ?|num\.? ?|numero |n° ?|#)?\d{1,4}\b"
    r"(?! ?(?:am|pm|hrs?|min\w*|horas?|dias?|veces|anos?|meses|semanas?|de|ninos|ninas|familias|mamas|cuadras|millas|km|%|:\d|[.,/]\d))"
)
#: Military units: "214th Engineer Company", "82nd Airborne", "la 3.ª Brigada".
_ARMS = (
    "engineer|infantry|armor|armored|cavalry|artillery|field artillery|signal|support|combat|military police|mp|medical|transportation"
    "|quartermaster|maintenance|ordnance|sustainment|aviation|airborne|ranger|marine|logistics|civil affairs|chemical|mountain|fighter"
    "|air refueling|special forces|reconnaissance|recon|stryker|area support|support maintenance|national guard"
)
UNIT = re.compile(
    rf"\b\d{{1,4}}(?:st|nd|rd|th|d) (?:(?:{_ARMS}) ){{0,3}}(?:battalion|brigade|regiment|squadron|platoon|airborne|cavalry|infantry|marines|armored)\b"
    rf"(?: (?:division|regiment|brigade|battalion))?|\b\d{{1,4}}(?:st|nd|rd|th|d) (?:(?:{_ARMS}) ){{1,3}}(?:company|group|wing|division|command|detachment)\b"
    r"|\b\d{1,3}(?:[.]?[ao]|[.]ª)[.]? (?:brigada|batallon|regimiento|escuadron|division de|zona militar|zona naval|compania de)(?: de [a-z]+)?\b"
)
#: Streets and zones with a number, corners: "la calle 5", "zona 4", "en la 48 y central".
CALLE_N = re.compile(
    r"\b(?:calle|avenida|carrera|transversal|diagonal|zona|manzana) \d{1,3}\b(?! (?:de|veces|familias|ninos|personas))(?:[ ,]+zona \d{1,2}\b)?"
    r"|(?:(?<=\ben la )|(?<=\bpor la ))\d{1,3} y (?:la |con )?(?!media|cuarto|pico|algo|tantos)[^\W_]{3,20}"
)
CALLE = re.compile(
    r"\b(?:calle|avenida|av|calzada|carretera|callejon|cerrada|privada|boulevard|blvd)\.? (?:de |del |la |las |los |el ){0,2}"
    r"(?:\d{1,3}|[^\W\d_]{2,20})(?: (?:de |del |la )?[^\W\d_]{2,20}){0,2}?(?: (?:numero|num|no|#)\.? ?| #?)\d{1,5}\b"
)
_VERBS = {
    "in",
    "at",
    "on",
    "the",
    "a",
    "to",
    "of",
    "and",
    "for",
    "my",
    "her",
    "his",
    "their",
    "minutes",
    "years",
    "months",
    "weeks",
}
_VERBS |= {
    "days",
    "hours",
    "times",
    "kids",
    "children",
    "families",
    "people",
    "miles",
    "percent",
    "of",
    "more",
    "or",
    "day",
    "month",
}


def addresses(reading: Reading) -> Iterator[Found]:
    lower, plain = reading.lower, reading.plain
    for match in STREET.finditer(lower):
        words = match[0].split()[1:]
        kind = next((n for n, word in enumerate(words) if n and re.fullmatch(_KIND, word.strip(".,"))), 0)
        inner = words[:kind]
        told = plain[match.start() : match.end()].split()[1 : kind + 2]
        loose = words[kind].strip(".,") not in (
            "st",
            "street",
            "ave",
            "avenue",
            "blvd",
            "boulevard",
            "ln",
            "lane",
            "rd",
            "road",
            "hwy",
            "highway",
        )
        if not _VERBS & set(inner) and (
            not loose or all(w[0].isupper() or w[0].isdigit() for w in told) or _odd(inner, reading)
        ):
            yield *_trimmed(lower, *match.span()), "LOCATION", "address"
    for rule in (CALLE, CALLE_N, BOX, CORNER):
        for match in rule.finditer(lower):
            yield *match.span(), "LOCATION", "address"
    for match in NUMBERED.finditer(lower):
        yield *match.span(), "ORGANIZATION", "organization"
    for match in UNIT.finditer(lower):
        yield *match.span(), "ORGANIZATION", "organization"
    for match in ROAD.finditer(lower):
        if match[0][0] != "i" or plain[match.start()] == "I":
            yield *match.span(), "LOCATION", "address"
    for match in ZIP.finditer(lower):
        yield *match.span(1), "LOCATION", "address"


def _odd(words: list[str], reading: Reading) -> bool:
    return any(not known(word.strip(".,")).ordinary(reading.languages) for word in words)


def _trimmed(lower: str, start: int, end: int) -> tuple[int, int]:
    while lower[end - 1] in " ,.":
        end -= 1
    return start, end
