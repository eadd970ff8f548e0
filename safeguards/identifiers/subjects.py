"""Who acts at the head of a sentence, where a name is a noun as well: "Esperanza, que perdió…", "Summer checks her…".

A lone noun in the singular is no subject in Spanish: what acts without an article is somebody.
"""

import unicodedata

from safeguards.identifiers.lexicon import STOPWORDS, known, listed, words_of
from safeguards.identifiers.signs import COUNTS, DETERMINERS, Signs
from safeguards.identifiers.telling import CALLING

_CLITICS, _ARTICLES = words_of("me te se le les nos"), words_of("lo la los las")
_BETWEEN = words_of("no ya nunca siempre tambien casi apenas solo todavia aun hoy ayer ahora")
_COUNTED = COUNTS | words_of("un dos tres cuatro cinco seis siete ocho nueve diez once doce")
#: Listed as given names, but no nouns; and verbs that ask for no one who acts.
_NO_NOUNS = (
    DETERMINERS
    | STOPWORDS["es"]
    | STOPWORDS["en"]
    | words_of(
        "risa pena rabia tu usted my our your their his her its an no all any most many few both such other"
    )
    | words_of(
        "sana abra abran abri ahora aja al alegra alguien alla alli alta alto ama aman anda ande anden ante antes aqui aras "
        "arde asi baila baja brinda cada cae caga cal cala calla cara casi cena chao charla chica chico china chino cia "
        "cierra claro cola como cree cuando cuida da dado dale dan dare deja del delante desean despues di diera dos doy "
        "dura duran elige ella en ene entonces era eran esa ese esta este esten estes fina finas fines franca ge gen "
        "genera general giro gracias gusta gustas hara haran harto haya hoy huyen iban ida ido imagine indica ira iran "
        "ire iva jode justo lea lee leen les levante libera linda llama lleva luego manda mande mas mata matan mate media "
        "mete mia mias mini mio mira miren miro nace nacer nada nadie neta no ok oler oral pa par pasa pone prestan "
        "primero pura querida quien quiera quiero quita rie rien saben saber sabra sale salia salva sean seas segundo "
        "sola solia solo son sube suma suman ta tal tambien tan ten ti tiran toda todo toma tomar tomara tome trae tres "
        "una unas uno vale valen valer valia van varian vaya ve veis vence venda venia vera verde vere veria vi via vino "
        "viva vivan ya yo "
    )
)
#: Seldom given, but nothing that an article may lack when it acts.
_SELDOM = words_of(
    "alegria libertad fe remedios nieve felicidad amistad bondad gracia piedad justicia lluvia nube esmeralda inti prudencia clemencia inocencia"
    " constancia piedad misericordia caridad candelaria natividad asuncion concepcion encarnacion purificacion trinidad"
    " presentacion visitacion anunciacion ascension nieves belleza armonia dulzura brisa primavera"
    " gift treasure praise wisdom progress success innocent wonder prince princess bliss"
)
_IMPERSONAL = words_of("es son hay fue era eran hace hubo habia esta estan")
_WAS = words_of("fue era")
#: What something is like, though verbs are made so too.
_LIKE = words_of(
    "seca baja alta clara llena limpia sola sucia junta vacia corta oscura amarga fresca libre media entera nueva cierta"
    " para hasta contra desde nada cada toda una fina"
)
_LED = words_of("en a con de por para cuando mientras su mi sus al del como porque sin hasta desde muy mucho")
#: What passes without anybody doing it: "Abril se va", "Mayo pasó".
_PASSING = words_of("fue va acerca acaba acabo termina termino hizo siente pasa paso viene vino llego llega")
#: What English says of people and hardly of what they are named after.
_HUMAN = words_of(
    "checks checked counts counted lines lined tucks tucked spills spilled pulls pulled shows showed asks asked says said tells"
    " told hands handed sits sat throws threw bites bit cries cried whispers whispered nods nodded waves waved smiles"
    " smiled laughs laughed giggles giggled claps clapped crawls crawled sings sang hums hummed draws drew writes wrote"
    " wants wanted refuses refused lost loses forgot forgets remembers remembered texted texts called calls signed signs"
    " chews chewed licks licked kicks kicked pats patted pushes pushed squeezes squeezed hugs hugged kisses kissed"
    " stares stared blinks blinked sleeps slept naps napped eats ate drinks drank swallows swallowed sucks sucked builds"
    " stacks stacked sorts sorted paints painted wipes wiped rubs rubbed scratches scratched yells yelled screams screamed"
    " answers answered picks picked points pointed reaches reached hides hid walks walked skips skipped jumps jumped"
    " hates hated loves loved wonders wondered worries worried thinks thought believes knelt kneels listens listened"
    " repeats repeated names named reads packs packed cooks cooked feeds fed nurses nursed pumps pumped pees peed"
    " apologized shrugs shrugged sighs sighed drives drove works worked wears wore won built does did doesn didn isn wasn can couldn"
)
_PLANTS = words_of(
    "ivy rose lily daisy fern violet willow holly heather jasmine hazel poppy iris laurel juniper olive"
)
_GROWING = words_of(
    "climbs climbed grows grew blooms bloomed creeps crept covers covered spreads spread smells smelled"
)
#: Behind these stands a word as such: "the word Enough".
_SHOWN = words_of("word says say said palabra dice dijo reads titulo title")
_TOWARDS = words_of("a con para de told asked gave with le y and")
_WITH_WHOM = words_of("yo su mi i her his")
_HOW_OFTEN = words_of(
    "only just never always still already also often sometimes finally slowly once now then usually"
)
#: What belongs to somebody: "Hope's shoes".
_BELONGINGS = words_of(
    "shoes shoe coat jacket hat hair hand hands eyes face feet foot fingers nose mouth arm arms voice smile laugh cry name"
    " birthday chart file folder lunch backpack cubby crib bottle blanket cup turn house home room family visit visits"
    " evaluation iep ifsp speech words first favorite favourite weight teeth tooth bed mat doll chair eczema seizure"
    " tube cast brace glasses hearing surgery appointment story drawing picture question answer diaper legs leg ear ears"
)


def acts(signs: Signs, i: int) -> bool:
    """Whether the word that begins a sentence is somebody who does something."""
    word, key = signs.word(i), signs.key(i)
    if key in _NO_NOUNS or i + 1 >= len(signs.tokens):
        return False
    if _paired(signs, i) or _together(signs, i):
        return True
    rare = signs.ordinary[i] < 4 and not key.endswith(("s", "mente"))
    if not (word.given > 2 or key in _SELDOM or rare or dear(key)):
        return False
    if "es" in signs.reading.languages and word.english < 7 and _spanish(signs, i):
        return True
    return "en" in signs.reading.languages and not rare and _english(signs, i)


def dear(key: str) -> bool:
    """Whether it is a given name made small: "Angelito"."""
    stem = key.removesuffix("s")[:-3]
    return key.endswith(("ito", "ita")) and any(known(stem + end).given > 3 for end in ("", "o", "a"))


def _paired(signs: Signs, i: int) -> bool:
    """ "Luna y Sol son gemelas": two with capitals that are names."""
    k = i + 2
    if signs.after(i) not in ("y", "and") or k >= len(signs.tokens) or not signs.joined(k):
        return False
    other = signs.tokens[k].capital and signs.word(k).given > 2 and signs.after(k) != ""
    return other and signs.word(i).given > 2 and not signs.calendar(i) and not signs.ruled_out(k)


def _together(signs: Signs, i: int) -> bool:
    """ "Consuelo y yo", "Grace and her mother"."""
    with_whom = signs.after(i) in ("y", "and") and signs.key(i + 2) in _WITH_WHOM
    return with_whom and signs.word(i).given > 2 and not signs.calendar(i)


def grows(signs: Signs, i: int) -> bool:
    """ "Ivy climbs the fence": a plant."""
    return signs.key(i) in _PLANTS and signs.after(i) in _GROWING


def _spanish(signs: Signs, i: int) -> bool:
    following, then = signs.tokens[i + 1], signs.key(i + 2)
    if following.gap.startswith(","):
        return (
            following.key in ("quien", "cuya", "cuyo")
            or (following.key == "que" and (then in _CLITICS | _BETWEEN | _WAS or acting(signs, i + 2)))
            or (following.key in ("mi", "su") and signs.kin(i + 2))
            or (following.key == "de" and then in _COUNTED)
        )
    if following.gap != " ":
        return False
    if following.key in _CLITICS:
        return not (signs.calendar(i) and (then in _PASSING or then in _CLITICS))
    if signs.calendar(i):
        return False
    if following.key in _ARTICLES | _BETWEEN:
        if then in _CLITICS and following.key in _BETWEEN:
            return True
        return acting(signs, i + 2)
    if following.key in ("habia", "ha"):
        return then.endswith(("ado", "ido", "to", "cho"))
    if following.key == "tiene" and then == "de":
        return False
    return acting(signs, i + 1) or (signs.word(i).given > 3 and _conjugated(signs, i + 1))


def acting(signs: Signs, i: int) -> bool:
    """Whether a word is a Spanish verb of the third person that somebody does."""
    if not 0 <= i < len(signs.tokens):
        return False
    token = signs.tokens[i]
    if token.key in _IMPERSONAL:
        return False
    if token.key in listed("cues.txt", "does"):
        return True
    shown = signs.reading.text[slice(*signs.reading.back(token.start, token.end))]
    if unicodedata.normalize("NFC", shown).endswith("ó"):
        return True
    return token.key.endswith(("aba", "iendo", "ando")) and known(token.key).spanish > 0


def _conjugated(signs: Signs, i: int) -> bool:
    """Whether a word is made like a verb ("ladra") and stands before what verbs stand before."""
    key, then = signs.key(i), signs.after(i)
    if key in _LIKE or not (then in DETERMINERS | _LED or signs.key(i + 1) in ("y", "e", "pero")):
        return False
    return key.endswith("a") and known(key[:-1] + "ar").spanish > 1


def _english(signs: Signs, i: int) -> bool:
    token, then = signs.tokens[i], signs.after(i)
    if token.owns:
        return then in _BELONGINGS
    following = signs.tokens[i + 1]
    if following.gap.startswith(",") and '"' in token.gap:
        return signs.word(i).given > 3 and not signs.calendar(i)  # "Ocean, come sit," he said
    if following.gap.startswith(",") and following.key in ("as", "como"):
        return any(signs.key(k) in CALLING for k in range(i + 2, i + 6))  # "Cricket, as her sisters call her"
    if then == "is" and signs.key(i + 2) == "what" and signs.key(i + 4) in ("call", "calls", "called"):
        return True
    if then in ("showed", "shows") and signs.key(i + 2) == "up":
        return False
    if then in ("is", "was", "turned", "turns") and (
        signs.key(i + 2) == "born" or signs.key(i + 2) in COUNTS
    ):
        return True
    refused = signs.reading.plain[following.end : following.end + 3] == "n't"
    if refused and then in ("would", "will", "can", "could"):
        return signs.word(i).given > 3 and not signs.calendar(i)  # "Clay wouldn't come in"
    if then in _HOW_OFTEN:
        then = signs.key(i + 2)
    return then in _HUMAN and not signs.calendar(i)


def lone(signs: Signs, i: int) -> bool:
    """Whether a noun stands with a capital within a sentence, alone, where one speaks of somebody: "con Cielo"."""
    token, word = signs.tokens[i], signs.word(i)
    if signs.reading.careless or '"' in token.gap or signs.calendar(i) or token.key in listed("generic.txt"):
        return False
    beside = [k for k in (i - 1, i + 1) if 0 <= k < len(signs.tokens) and signs.joined(max(i, k))]
    if any(signs.tokens[k].capital and not signs.tokens[k].first for k in beside) or (
        word.given < 2 and not dear(token.key)
    ):
        return False
    if signs.before(i) in _SHOWN:
        return False
    if word.given > 2 or dear(token.key):
        return True
    return (
        signs.before(i) in _TOWARDS
        or signs.kin(i - 1)
        or signs.after(i) in _HUMAN | _CLITICS
        or acting(signs, i + 1)
    )
