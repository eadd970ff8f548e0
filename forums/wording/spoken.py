"""In which language somebody wrote, by their words alone."""

from safeguards.identifiers.lexicon import STOPWORDS
from safeguards.identifiers.reading import Reading


def spoken(text: str, *, otherwise: str) -> str:
    """The language of which most small words stand in a text; `otherwise` where these do not tell."""
    keys = {token.key for token in Reading(text).tokens}
    counts = {language: len(keys & words) for language, words in STOPWORDS.items()}
    most = max(counts.values())
    found = [language for language, number in counts.items() if number == most]
    return found[0] if len(found) == 1 else otherwise
