"""Names typed small that are also ordinary words, or that no list has: known by what stands around them.

"mom named her dolores", "grandma pearl is here", "la mamá, rosa, llora", "cuando esperanza llega tarde", "will came by".
Grammar tells where rarity does not: an English noun has no past tense behind it after "will", a Spanish one wants its
article, a relative set off by commas is called so.
"""

from collections.abc import Iterator

from safeguards.identifiers.judging import begins
from safeguards.identifiers.lexicon import known, listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import COUNTS, STRONG_TITLES, Signs, cues
from safeguards.identifiers.telling import ELDERS, PRONOUNS

_NAMING = words_of(
    "named llama llamaba llamara llaman puso pusieron pusimos pondran nombraron apodan nicknamed"
)
_CALLING = words_of("call calls called dicen decimos name names nombre")
#: How something is called, or when.
_SO_CALLED = words_of(
    "asi como igual ahora luego siempre solo tambien entonces pues apego amor empatia autismo trauma grupo proyecto resiliencia"
    " vinculo para por con sin pero porque cuando a mucho poco bien mal mas todos todo nadie diferente distinto"
)
_NICKNAMING = words_of("call calls called calling dicen decimos")
_AFTER_NICKNAME = words_of("because bc cuz since and but so for after at around")
#: Endings of words for how somebody is.
_HOW = (
    "ive",
    "ful",
    "ish",
    "ant",
    "ent",
    "ic",
    "al",
    "ous",
    "ed",
    "ing",
    "less",
    "able",
    "er",
    "ior",
    "zy",
    "ssy",
    "dy",
)
_NO_NICKNAMES = words_of(
    "back again today yesterday tomorrow twice once later over out up about bad selfish stupid difficult lazy crazy spoiled"
    " autistic hyper daily weekly directly anyway often instead first names everything liar brat monster trouble dumb slow"
    " fat weird shy mean rude clingy bossy needy sneaky picky nightly both too fat ugly immediately asap smart perfect"
)
_SKIPPED = PRONOUNS | words_of(
    "them it is was es era de a al la el the him baby bebe nina nino my mi girl boy"
)
_COPULAS = words_of("is was has had es esta estaba")
_HELPERS = words_of("and will would can cannot could no never couldn")
#: What is the same now and then, so that "will put" says nothing.
_UNCHANGED = words_of("read put hit bit like come run cut set let call")
_MODALS = words_of("will may might")
_OPENERS = words_of(
    "and when so but because then while after before since if that today y cuando pero porque que si entonces"
    " mientras hoy ayer aunque donde"
)
#: Spanish words that begin a clause without an article and are no nouns, though children bear them too.
_NO_NOUNS = words_of("alli lea cierra dale vera cala casi nunca alta abre mira toma ven ve dice diga marca")
#: What stands behind "a" without an article as well.
_NO_PEOPLE = words_of(
    "luz mar paz general todo toda medio dulce gloria mano mal victoria belen abril domingo"
)
#: Behind these it is somebody who has a relative: "with faith and her grandmother".
_WITH = words_of(
    "with w told tell saw met for from about to visited asked con para por vi visite hable a y and"
)
_OWN = {"su", "sus", "her", "his", "my", "mi"}
_NUMERALS = words_of("un dos tres cuatro cinco seis")
_DONE = words_of(
    "trae lleva deja mira cuida ama reza dale llama carga pasa anda sale canta cree cierra manda"
)
_TWINS = words_of("gemelos gemelas mellizos mellizas cuates familia hermanos hermanas hermanitos los the")
_ROLES = words_of(
    "teacher maestra maestro doctora doctor coach nurse enfermera profe vecina vecino licenciada licenciado trabajadora"
    " neighbor caseworker director directora terapeuta comadre compadre prima primo cousin hermana hermano sister brother"
)


def small_people(signs: Signs) -> Iterator[Found]:
    """Names that only what stands around gives away."""
    i, count = 0, len(signs.tokens)
    while i < count:
        last = _pair(signs, i)
        if last is None and _possible(signs, i) and _told(signs, i):
            last = i + 1 if _surname(signs, i + 1) else i
        if last is not None:
            first = i - 1 if signs.before(i) in ("little", "lil", "nana", "big", "old") else i
            yield signs.tokens[first].start, signs.tokens[last].end, "NAME", "name"
            i = last
        i += 1


def _possible(signs: Signs, i: int) -> bool:
    token = signs.tokens[i]
    if token.capital and not signs.reading.shouting:
        return False
    if token.key in STRONG_TITLES and (signs.after(i) or token.key == "dona"):
        return False  # "visité a doña Eulalia"
    return len(token.key) > 1 and "-" not in token.key and not signs.ruled_out(i) and not signs.calendar(i)


def _given(signs: Signs, i: int) -> int:
    """How common a word is as a given name, also as what a child is called by it: "panchito"."""
    key, grade = signs.key(i), signs.word(i).given
    for ending in ("cito", "cita", "ito", "ita"):
        if key.endswith(ending) and len(key) > len(ending) + 2:
            stem = key.removesuffix(ending)
            return max(grade, *(known(stem + end).given - 1 for end in ("", "o", "a", "os", "e")))
    return grade


def _told(signs: Signs, i: int) -> bool:
    if signs.kin(i + 1) and signs.joined(i + 1) and not signs.tokens[i].owns:
        return False  # "his foster mom"
    return (
        _named(signs, i)
        or _of_relative(signs, i)
        or _set_off(signs, i)
        or _acts(signs, i)
        or _household(signs, i)
    )


def _named(signs: Signs, i: int) -> bool:
    """ "named her dolores", "se llama sol", "le puso thiago", "i will call reef"."""
    k = i - 1
    while k > i - 4 and signs.key(k) in _SKIPPED and signs.joined(k + 1):
        k -= 1
    word, ordinary = signs.word(i), signs.ordinary[i]
    if (
        signs.key(i + 1) == "is"
        and signs.key(i + 2) == "what"
        and signs.key(i + 4) in ("call", "calls", "called")
    ):
        return ordinary < 7  # "bug is what they call him"
    if k < 0 or not signs.joined(k + 1):
        return False
    if signs.key(k) in ("llama", "llaman", "llamaba") and signs.key(k - 1) == "se" and _who(signs, k - 2):
        plain = (
            ordinary > 6
            or signs.key(i) in _SO_CALLED
            or signs.key(i).endswith(("mente", "cion", "ismo", "xia"))
        )
        return not plain and not signs.determined(i)
    if signs.key(k) in _NAMING and ordinary < 7:
        return word.given > 1 or word.family > 2 or (not ordinary and signs.unknown(i, common=6))
    if signs.key(k) in _NICKNAMING and signs.key(i - 1) in ("him", "her", "them") and _nickname(signs, i):
        return True
    direct = k == i - 1 or signs.key(k) not in ("call", "calls", "called") or signs.key(i - 1) in PRONOUNS
    return (
        signs.key(k) in _CALLING and direct and ordinary < 7 and word.given > 2 and word.given >= ordinary - 2
    )


def _who(signs: Signs, k: int) -> bool:
    """Whether somebody is told of: "se llama nube", "la niña se llama cielo", not "eso se llama amor"."""
    return signs.tokens[k + 1].first or signs.kin(k) or (signs.key(k) in ("y", "que") and signs.kin(k - 1))


def _nickname(signs: Signs, i: int) -> bool:
    """ "calls her peanut.": what somebody is called at the end, and no word for how somebody is."""
    closing = signs.tokens[i + 1].gap.strip() if i + 1 < len(signs.tokens) else "."
    ends = closing[:1] in (".", ",", "!", ";", ")") or signs.key(i + 1) in _AFTER_NICKNAME
    key = signs.key(i)
    return (
        bool(ends)
        and len(key) > 2
        and signs.ordinary[i] < 6
        and not key.endswith(_HOW)
        and key not in _NO_NICKNAMES
        and key not in listed("titles.txt")
        and key not in listed("field.txt")
    )


def _of_relative(signs: Signs, i: int) -> bool:
    """ "grandma pearl is", "maestra nacho dice", "tio sol"."""
    if not i or signs.tokens[i].gap != " " or signs.tokens[i - 1].owns:
        return False
    before, given, ordinary = signs.key(i - 1), _given(signs, i), signs.ordinary[i]
    acts = signs.after(i) in cues("person") - _HELPERS
    if given > 3 and acts and ordinary < 7 and not _verb(signs, i) and before in listed("kin.txt"):
        return True
    if before in ELDERS | listed("titles.txt"):
        return (given > 3 and ordinary < 6) or (given > 1 and acts and ordinary < 6 and not _verb(signs, i))
    if before in _ROLES:
        return given > 1 and acts and ordinary < 6 and not _verb(signs, i)
    return before in listed("kin.txt") and acts and given > 3 and ordinary < 6 and not _verb(signs, i)


def _verb(signs: Signs, i: int) -> bool:
    return signs.key(i) in cues("person") and signs.key(i) not in _MODALS


def _set_off(signs: Signs, i: int) -> bool:
    """ "la mamá, rosa, llora", "her dad (angel)"; "rosa, su mamá"."""
    token, tokens = signs.tokens[i], signs.tokens
    if _given(signs, i) < 3 or signs.ordinary[i] > 6 or signs.key(i) in _DONE:
        return False
    closing = (
        tokens[i + 1].gap.lstrip()[:1]
        if i + 1 < len(tokens)
        else signs.reading.plain[token.end :].strip()[:1]
    )
    opening = token.gap.rstrip() if token.gap.strip() != "(" else "("
    if i and signs.key(i - 1) in listed("kin.txt") and (opening, closing) in ((",", ","), ("(", ")")):
        return True
    if signs.before(i) == "a" and "es" in signs.reading.languages and signs.key(i) not in _NO_PEOPLE:
        return _given(signs, i) > 3  # "vi a rocío dándole pecho"
    k = i + 2 if signs.after(i) in ("y", "and") else i + 1
    k += signs.key(k) == "a"
    own = signs.key(k) in _OWN | ({"the", "la", "el"} if closing == "," else set())
    beside = own and signs.key(k + 1) in listed("kin.txt") and (_opens(signs, i) or signs.before(i) in _WITH)
    aged = _opens(signs, i) and signs.key(i + 1) in COUNTS | _NUMERALS
    return (closing == "," and (beside or aged)) or (k > i + 1 and beside)


def _opens(signs: Signs, i: int) -> bool:
    """Whether a clause begins here, so that what stands here without an article is who acts."""
    token = signs.tokens[i]
    if i and signs.before(i) in ("little", "lil", "baby"):
        token, i = signs.tokens[i - 1], i - 1
    return token.first or token.gap.strip() in (",", ";", "-") or signs.before(i) in _OPENERS


def _acts(signs: Signs, i: int) -> bool:
    """ "will came by", "esperanza llega tarde", "hope is four"."""
    after, given, ordinary = signs.after(i), _given(signs, i), signs.ordinary[i]
    if after == "no" and "es" in signs.reading.languages and signs.joined(i + 1):
        after = signs.key(i + 2)  # "ángel no habla"
    if (
        given < (3 if given > signs.word(i).given else 4)
        or not _opens(signs, i)
        or _verb(signs, i)
        or signs.key(i) in _NO_NOUNS
        or after not in cues("person") - _HELPERS
    ):
        return False
    if signs.key(i) in _MODALS:
        return after not in _UNCHANGED | _COPULAS
    if "es" in signs.reading.languages and "en" not in signs.reading.languages:
        return ordinary < 7
    if after in _COPULAS and signs.key(i + 2).endswith("ing"):
        return bool({token.key for token in signs.tokens[i + 2 : i + 12]} & PRONOUNS)  # "hope is doing"
    if after in _COPULAS:
        following = signs.tokens[i + 2] if i + 2 < len(signs.tokens) else None
        behind = signs.reading.plain[signs.tokens[i + 1].end :].lstrip()[:1]
        return behind.isdigit() or (following is not None and following.key in COUNTS)
    near = {token.key for token in signs.tokens[i + 1 : i + 12]} & PRONOUNS
    return given >= ordinary or bool(near)


def _household(signs: Signs, i: int) -> bool:
    """ "los gemelos quispe mamani", "la familia choque", "the lindqvists", "los barrientos"."""
    before, word = signs.before(i), signs.word(i)
    if before not in _TWINS or signs.ordinary[i] > 5 or signs.key(i) in listed("generic.txt"):
        return False
    if before == "the":
        stem = signs.key(i).removesuffix("s")
        surname = known(stem).family
        odd = not max(known(stem)[:2]) and not word.english
        return stem != signs.key(i) and ((surname > 1 and odd) or (surname > 3 and not known(stem).english))
    return word.family > 1 and (before == "familia" or not signs.ordinary[i])


def _surname(signs: Signs, i: int) -> bool:
    """A word that is a surname and nothing else, right behind a name."""
    if i >= len(signs.tokens) or not signs.joined(i) or signs.tokens[i - 1].owns or not _possible(signs, i):
        return False
    lone = not signs.ordinary[i - 1] and not _verb(signs, i)
    return signs.word(i).family > 1 and (not signs.ordinary[i] or (lone and signs.ordinary[i] < 5))


def _pair(signs: Signs, i: int) -> int | None:
    """ "patience mbeki", "d. robledo", "josé ángel": the last word, where two words make each other a name."""
    if i + 1 >= len(signs.tokens) or signs.tokens[i].owns or not signs.joined(i + 1):
        return None
    if len(signs.key(i)) == 1:
        apart = signs.tokens[i + 1].gap == ". " and not signs.tokens[i].first
        rare = _possible(signs, i + 1) and signs.word(i + 1).family > 1 and signs.ordinary[i + 1] < 5
        return i + 1 if apart and rare else None
    if not _possible(signs, i) or not _possible(signs, i + 1) or signs.determined(i):
        return None
    given, ordinary, modal = (
        signs.word(i).given,
        signs.ordinary[i],
        signs.key(i) in _MODALS or _verb(signs, i),
    )
    if _surname(signs, i + 1) and given > 3 and ordinary < 6 and not modal:
        return i + 1
    if "es" not in signs.reading.languages or signs.tokens[i + 1].gap != " ":
        return None
    other = signs.word(i + 1).given > 3 and signs.ordinary[i + 1] < 7 and not _verb(signs, i + 1)
    if other and given > 3 and ordinary < 7 and (begins(signs, i) or begins(signs, i + 1)):
        return i + 1
    return None
