"""What a capital within a sentence tells beside small words: "en El Alto", "in Cedar-Riverside", "le dicen el Gordo".

And the one thing that needs none: who stands behind "la familia".
"""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import STOPWORDS, listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import STRONG_TITLES, Signs, heads
from safeguards.identifiers.telling import PLACE_MAYBE, PLACE_SURE

_ARTICLES = words_of("el la los las")
#: Behind these stands a place: "rumbo a La Ceiba", "they are from Los Banos".
_WHERE = PLACE_SURE | words_of("from to around through by hasta hacia pasando cruzando via por cruzaron")
#: Who is from somewhere, in Spanish: "son de El Progreso".
_COMING = words_of(
    "son es soy somos viene vienen vino vinieron llego llegaron salio salieron cerca lejos afueras regreso era eran"
)
#: What a place has: "la cancha de Los Pinos".
_SITES = words_of(
    "cancha feria parada entrada salida puente plaza loma cerro barranco escuela clinica posta iglesia capilla gente vecinos"
    " alcaldia comunidad aldea caserio canton pueblo zona lado cruce cuadra cuadras minutos horas altura bordo orilla tienda comedor ninos familias mujeres"
)
#: Kinds of settlements, with a capital as part of the name.
_SETTLED = words_of(
    "villa ciudad puerto pueblo barrio colonia cerro aldea caserio canton caleta rancho cuesta isla laguna lomas valle"
)
_BOUND = words_of(
    "rumbo camino viaje fue fueron va van vamos llego llegaron llegar regreso regresaron volver mudo mudaron mudamos ir iba"
)
_DUBBING = words_of("dicen dice decimos llaman llama apodan apodado apodada")
_GROUP = words_of("familia familias senores")
#: How a family is, rather than what it is called.
_KINDS = words_of(
    "grande extensa nueva entera adoptiva acogida nuclear unida misma sola mia pequena numerosa monoparental completa mixta biologica"
    " paterna materna lejana politica pobre humilde migrante indigena vecina room house home extendida sustituta cuidadora"
    " temporal elegida primero feliz siempre tambien dijo dice tiene vive vino llego esta quiere quedo sigue necesita"
)


def capitals(signs: Signs) -> Iterator[Found]:
    for i in range(len(signs.tokens)):
        if signs.busy[i]:
            continue
        if signs.key(i) in _GROUP and not signs.tokens[i].capital:
            yield from _family(signs, i)
        elif signs.tokens[i].capital and not signs.tokens[i].first and not signs.reading.shouting:
            yield from _place(signs, i)
            if not signs.reading.careless and _dubbed(signs, i):
                yield signs.tokens[i].start, signs.tokens[i].end, "NAME", "name"


def _dubbed(signs: Signs, i: int) -> bool:
    """ "le dicen el Gordo"."""
    led = signs.before(i) in _ARTICLES and signs.key(i - 2) in _DUBBING
    return led and signs.key(i - 3) in ("le", "lo", "la", "les", "me") and not signs.tokens[i].shouted


def _place(signs: Signs, i: int) -> Iterator[Found]:
    token = signs.tokens[i]
    before = signs.before(i)
    if "-" in token.shown and before in PLACE_SURE | PLACE_MAYBE:
        halves = token.shown.split("-")
        if all(half[:1].isupper() and len(half) > 2 and not half.isupper() for half in halves):
            told = [half.lower() for half in halves]
            if (
                not any(half in listed("generic.txt") or half in listed("kin.txt") for half in told)
                and not signs.quiet[i]
            ):
                yield token.start, token.end, "LOCATION", "town"
    if token.key in _SETTLED and signs.after(i) and signs.tokens[i + 1].capital and not signs.busy[i + 1]:
        last = i + 1
        while (
            last + 1 < len(signs.tokens)
            and last < i + 3
            and signs.tokens[last + 1].capital
            and signs.joined(last + 1)
        ):
            last += 1
        yield token.start, signs.tokens[last].end, "LOCATION", "town"
        return
    if token.key not in _ARTICLES or i + 1 >= len(signs.tokens):
        return
    following = signs.tokens[i + 1]
    if not (following.capital and following.gap == " ") or signs.quiet[i + 1] or signs.busy[i + 1]:
        return
    led = (
        before in _WHERE
        or (before in ("a", "de") and token.key == "el")  # which else were "al" and "del"
        or (before == "de" and signs.key(i - 2) in _COMING | _SITES)
        or before in heads("place-front")
        or (before == "a" and signs.key(i - 2) in _BOUND)
    )
    if led and following.key not in heads("organization") and not signs.kin(i + 1):
        last = i + 1
        while last + 1 < len(signs.tokens) and signs.tokens[last + 1].capital and signs.joined(last + 1):
            last += 1
        yield token.start, signs.tokens[last].end, "LOCATION", "town"


def _family(signs: Signs, i: int) -> Iterator[Found]:
    """ "la familia tun pop", "familia de la cruz", "los señores mamani"."""
    first = i + 1
    while signs.key(first) in ("de", "la", "los", "del") and first < i + 3 and signs.joined(first):
        first += 1
    if first >= len(signs.tokens) or (
        first > i + 1 and signs.key(i + 2) not in ("la", "los") and signs.key(i + 1) != "del"
    ):
        return
    last = first - 1
    while last < first + 1 and last + 1 < len(signs.tokens) and signs.joined(last + 1):
        if not _surname(signs, last + 1, behind=last >= first):
            break
        last += 1
    if last >= first:
        yield signs.tokens[i + 1].start, signs.tokens[last].end, "NAME", "name"


def _surname(signs: Signs, i: int, *, behind: bool) -> bool:
    token, word = signs.tokens[i], signs.word(i)
    if behind and token.key == "pop":
        return True
    if token.capital or signs.ruled_out(i) or signs.calendar(i) or token.key in _KINDS | STRONG_TITLES:
        return False
    if token.key in STOPWORDS["es"] or token.key in STOPWORDS["en"] or token.key in listed("generic.txt"):
        return False
    if word.family > 2:
        return word.spanish < 7
    if (
        len(token.key) < 3
        or token.key in listed("cues.txt", "person")
        or token.key in listed("cues.txt", "does")
    ):
        return False
    return (
        (not word.spanish and (behind or signs.unknown(i)))
        or (word.spanish < 5 + behind and word.family > 1)
        or (not word.spanish and word.english > 0 and len(token.key) < 5)
    )
