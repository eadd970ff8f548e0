from search.models.asking import AskedMonth, AskedSalt, OpenedMonth
from search.models.curated import BestBet, Meaning, Targets
from search.models.entries import Rebuild, SearchEntry, TermsField, VocabularyWord, split
from search.models.saved import SavedSearch, SearchFind

__all__ = [
    "AskedMonth",
    "AskedSalt",
    "BestBet",
    "Meaning",
    "OpenedMonth",
    "Rebuild",
    "SavedSearch",
    "SearchEntry",
    "SearchFind",
    "Targets",
    "TermsField",
    "VocabularyWord",
    "split",
]
