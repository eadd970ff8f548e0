"""What may stand in the place of a finding, in the language of the text: "a two-year-old", "her dad", "our clinic".

The words here must never be findings themselves; tests accept every one of them.
"""

import re
from datetime import date

from safeguards.identifiers.dates import day_of
from safeguards.identifiers.lexicon import fold, listed
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.reading import Reading
from safeguards.identifiers.signs import STRONG_TITLES

WORDS = {
    "en": {
        "child": ("a child", "the child", "a parent", "the family", "a colleague"),
        "again": ("the child", "the parent", "the family", "my colleague"),
        "doctor": ("the doctor", "a colleague"),
        "colleague": ("a colleague", "a relative", "a neighbor"),
        "recently": ("recently", "a few weeks later", "that week", "last season"),
        "year": ("in {year}", "that year"),
        "only-year": ("{year}", "that year"),
        "address": ("their home", "a home nearby"),
        "town": ("a town nearby", "a small town", "a city", "our area"),
        "place": ("a place nearby", "their neighborhood"),
        "PHONE": ("[phone number]", ""),
        "EMAIL": ("[email]", ""),
        "ID": ("[number]", ""),
        "URL": ("[link]", ""),
        "HANDLE": ("a social media account", "[account]"),
        "AGE_OVER_89": ("over 89", "very old"),
        "baby": ("a newborn",),
        "months": ("a {number}-month-old",),
        "years": ("a {word}-year-old",),
    },
    "es": {
        "child": ("la criatura", "una niña", "un niño", "la mamá", "el papá", "la familia", "una colega"),
        "again": ("la criatura", "la niña", "el niño", "la mamá", "el papá", "la familia"),
        "doctor": ("una persona del equipo médico",),
        "colleague": ("una persona cercana", "una persona del equipo"),
        "recently": ("hace poco", "unas semanas después", "esa semana"),
        "year": ("en {year}", "ese año"),
        "only-year": ("{year}", "ese año"),
        "address": ("su casa", "una casa cercana"),
        "town": ("un pueblo cercano", "una ciudad", "nuestra zona"),
        "place": ("un lugar cercano", "su barrio"),
        "PHONE": ("[teléfono]", ""),
        "EMAIL": ("[correo]", ""),
        "ID": ("[número]", ""),
        "URL": ("[enlace]", ""),
        "HANDLE": ("una cuenta en redes", "[cuenta]"),
        "AGE_OVER_89": ("más de 89 años", "muy mayor"),
        "baby": ("una criatura recién nacida",),
        "months": ("una criatura de {number} meses",),
        "years": ("una criatura de {word} años",),
    },
}
BODIES = {
    "en": {
        "clinic": "our clinic", "center": "a local center", "hospital": "a hospital", "medical": "a hospital", "school": "a local school",
        "preschool": "a local preschool", "elementary": "a local school", "academy": "a local school", "district": "our school district",
        "church": "a church", "parish": "a church", "correctional": "a prison", "prison": "a prison", "jail": "a jail", "shelter": "a shelter",
        "pediatrics": "a pediatric practice", "therapy": "a therapy practice", "start": "our program", "childcare": "a child care program",
        "daycare": "a child care program", "care": "a local program", "learning": "a child care program", "library": "the library",
        "plant": "a local employer", "warehouse": "a local employer", "poultry": "a local employer", "": "a local organization",
    },
    "es": {
        "clinica": "una clínica", "centro": "un centro local", "hospital": "un hospital", "escuela": "una escuela", "guarderia": "una guardería",
        "preescolar": "un preescolar", "iglesia": "una iglesia", "empacadora": "una empresa local", "fabrica": "una empresa local",
        "albergue": "un albergue", "clinic": "una clínica", "start": "nuestro programa", "school": "una escuela", "": "una organización local",
    },
}  # fmt: skip
NUMBERS = {
    "en": [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ],
    "es": [
        "cero",
        "un",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
    ],
}
_BORN = re.compile(
    r"(?:\b(?:born|birth ?date|birthday|dob|d\.o\.b\.?|date of birth|bday|nacio|nacid[oa]|nacimiento|fecha de nacimiento|fdn|fnac)"
    r"[ :,]{0,3}(?:is |was |on |in |el |en |es ){0,2})$"
)


def suggest(
    reading: Reading, found: list[Found], today: date
) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    """For each finding the stretch of plain text to replace and what may stand there, best first."""
    language = "es" if "es" in reading.languages and _spanish(reading) else "en"
    answers: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    seen: set[str] = set()
    for n, one in enumerate(found):
        start, end, label, _reason = one
        if label == "NAME":
            key = reading.lower[start:end]
            born = _born_behind(reading, found, n)
            replace, words = _name(reading, start, end, language, key in seen)
            seen |= {key, *key.split()}
            if born and (told := _age(reading.plain[slice(*born[:2])], language, today)):
                replace, words = (replace[0], born[1]), told
        elif label == "DATE":
            replace, words = _date(reading, start, end, language, today)
            if answers and found[n - 1][2] == "NAME" and answers[-1][0][1] == end:
                replace, words = answers[-1]
        elif label == "LOCATION":
            replace, words = (
                (start, end),
                WORDS[language][one[3] if one[3] in ("address", "town") else "place"],
            )
            if article := re.search(r"\b(?:the|la|el) $", reading.lower[max(0, start - 5) : start]):
                replace = (start - len(article[0]), end)
            elif language == "en" and reading.lower[max(0, start - 4) : start] == " on ":
                replace, words = (start - 3, end), ("nearby", "in their neighborhood")  # "lives on Maple St"
        elif label == "ORGANIZATION":
            replace, words = _body(reading, start, end, language)
        else:
            replace, words = (start, end), WORDS[language][label]
        answers.append((replace, _capitals(reading, replace[0], words)))
    return answers


def _spanish(reading: Reading) -> bool:
    if reading.languages == {"es"}:
        return True
    small = {"el", "la", "los", "que", "y", "en", "con", "una", "mi", "su", "se", "de"}
    return 2 * sum(t.key in small for t in reading.tokens) > sum(
        t.key in ("the", "and", "of", "to", "a", "my", "is", "was") for t in reading.tokens
    )


def _capitals(reading: Reading, start: int, words: tuple[str, ...]) -> tuple[str, ...]:
    """With a capital where a sentence begins."""
    before = reading.plain[max(0, start - 6) : start].rstrip(" \"'([¿¡\n\r")
    begins = (not before and start < 6) or before.endswith((".", "!", "?"))
    if begins and (reading.plain[start].isupper() or not start):
        return tuple(word[:1].upper() + word[1:] for word in words)
    return words


def _name(reading: Reading, start: int, end: int, language: str, again: bool):
    before = reading.lower[max(0, start - 24) : start]
    words = WORDS[language]
    if match := re.search(r"(?<![^\W\d_])([^\W\d_]+)(\.? )$", before):
        title = match[1]
        if title in ("dr", "dra"):
            return _with_determiner(reading, start - len(match[0]), end), words["doctor"]
        if title in STRONG_TITLES and title not in listed("kin.txt"):
            return _with_determiner(reading, start - len(match[0]), end), words["colleague"]
        relative = title in listed("kin.txt") or title in listed("titles.txt") or title == "familia"
        if relative and match[2] == " " and reading.plain[end : end + 2] not in ("'s",):
            return (start - 1, end), ("",)
    following = re.match(
        r" (?:family|twins|triplets|household|siblings|brothers|sisters|boys|girls|kids|children)\b",
        reading.lower[end : end + 12],
    )
    if following and before.endswith("the "):
        return (start, end + 1), ("",)
    owner = reading.lower[end : end + 2]
    if owner[:1] == "'" and owner != "'s":
        return (start, end + 1), tuple(f"{word}'s" for word in words["again"])
    determined = re.search(r"(?<![^\W\d_])(?:our|my|the|a) $", before)
    if determined and language == "en":
        start -= len(determined[0])
    return (start, end), words["again" if again or owner == "'s" else "child"]


def _with_determiner(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """ "la Dra. Núñez": the article goes along."""
    match = re.search(r"(?<![^\W\d_])(?:el|la|the|a|un|una) $", reading.lower[max(0, start - 5) : start])
    return (start - len(match[0]), end) if match else (start, end)


def _born_behind(reading: Reading, found: list[Found], n: int) -> Found | None:
    """The birth date right behind a name: "Maya, born 3/14/2024"."""
    if n + 1 < len(found) and found[n + 1][2] == "DATE":
        between = reading.lower[found[n][1] : found[n + 1][0]]
        if (
            len(between) < 30
            and _BORN.search(between)
            and re.fullmatch(r"\W{0,3}(?:[^\W\d_]+\W{0,3}){1,4}", between)
        ):
            return found[n + 1]
    return None


def _age(text: str, language: str, today: date) -> tuple[str, ...]:
    born = day_of(fold(text), language=language, today=today)
    if born is None or not 0 <= (today - born).days < 13 * 365:
        return ()
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    words = WORDS[language]
    if months < 1:
        return words["baby"]
    if months < 24:
        number = "one" if months == 1 and language == "en" else months
        return tuple(
            word.format(number=number)
            .replace("a 8-", "an 8-")
            .replace("a 11-", "an 11-")
            .replace("a 18-", "an 18-")
            for word in words["months"]
        )
    years = min(12, months // 12)
    return tuple(
        word.format(word=NUMBERS[language][years])
        .replace("a eight", "an eight")
        .replace("a eleven", "an eleven")
        for word in words["years"]
    )


def _date(reading: Reading, start: int, end: int, language: str, today: date):
    words, text = WORDS[language], reading.lower[start:end]
    before = reading.lower[max(0, start - 40) : start]
    if (match := _BORN.search(before)) and (age := _age(text, language, today)):
        return (start - len(match[0]), end), age
    joined = re.search(r"(?<![^\W\d_])(?:on|in|el|en|el dia) $", before)
    wide = (start - len(joined[0]), end) if joined else (start, end)
    year = re.search(r"(?:19|20)\d\d", text)
    if year:
        return wide, tuple(word.format(year=year[0]) for word in words["year" if joined else "only-year"])
    return wide, words["recently"]


def _body(reading: Reading, start: int, end: int, language: str):
    keys = re.findall(r"[^\W\d_]+", reading.lower[start:end])
    ordered = keys if language == "es" else reversed(keys)
    word = next((BODIES[language][key] for key in ordered if key in BODIES[language]), BODIES[language][""])
    match = re.search(
        r"(?<![^\W\d_])(?:the|a|an|our|my|el|la|un|una) $", reading.lower[max(0, start - 5) : start]
    )
    return (start - len(match[0]) if match else start, end), (word, BODIES[language][""])
