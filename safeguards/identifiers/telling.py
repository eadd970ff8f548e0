"""Words around a name that tell whom or what it names."""

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.signs import Signs

PRONOUNS = words_of("he she his her hers him himself herself")
FAMILY_BEFORE = words_of("familia family")
FAMILY_AFTER = words_of(
    "family families twins triplets household siblings brothers sisters boys girls kids children baby"
)
CALLING = words_of(
    "call calls called calling named nicknamed nickname name goes llama llaman llamamos llamado llamada dicen decimos apodan"
    " nombre"
)
#: Endings of words that are made of others, and of no name.
MADE = (
    "tion",
    "ment",
    "mente",
    "cion",
    "ciones",
    "dad",
    "dades",
    "ismo",
    "ista",
    "istas",
    "ores",
    "able",
    "ness",
)
TOLD_OF = words_of(
    "born who whose aged age two three four five nacida nacido quien un dos tres cuatro cinco they"
)
ELDERS = words_of("abuelita abuelito abuela abuelo tia tio grandma grandpa auntie aunt uncle nana")
PARTICLES = words_of("de del la las los van von der den bin ibn al el da dos du le di ben abu")
#: What is named after somebody and tells of nobody: "the Fitzgerald Scale".
MEASURES = words_of(
    "scale scales inventory questionnaire screener assessment index syndrome disease disorder reflex maneuver score"
)
SEASONS, COMING = words_of("spring summer autumn winter"), words_of("came comes is was brings brought went")
SPEAKING = words_of(
    "habla hablan hablaba hablar hablando hablo idioma lengua speak speaks spoke speaking language canta cantan rezan"
)
OWNERS = words_of("my her his their our your ur mi su sus mis tu")
#: What stands behind the name of a district.
SITES = words_of(
    "bus stop library exit station office site projects area neighborhood community pool playground market barrio side"
    " schools school families clinic park apartments"
)
PLACE_SURE = words_of("in near outside past en desde")
PLACE_MAYBE = words_of("from to at through around of hacia a de hasta para across toward towards beyond")


def called(signs: Signs, i: int) -> bool:
    """Whether somebody is called so: "everyone calls him Boogie", "goes by Kiki"."""
    return any(signs.key(k) in CALLING for k in range(max(0, i - 3), i)) and signs.before(i) in (
        {"him", "her", "me", "by", "is", "as", "them", "it", "le", "se", "lo", "la", "baby", "y", "the"}
        | CALLING
        | listed("kin.txt")
    )
