"""What would come of each line of a file. Nothing is written here: the dry run and the real one ask the same."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop.core.text import normalise
from library.doubles import Known, spelled_once
from library.exchange import bibtex, csv_file
from library.exchange.line import SEVERAL, WORDS
from library.models import Resource
from library.models.principles import known_principles
from members.models.sectors import known_sectors

MOST_BYTES, MOST_LINES, AT_ONCE = 500_000, 1000, 200
FORMS = {"csv": csv_file, "bib": bibtex}
PLAIN = (
    "title", "description", "kind", "publisher", "language", "url", "license", "cost", "evidence", "audience", "state",
)  # fmt: skip
CHOSEN = ("kind", "language", "license", "cost", "evidence", "audience", "state")
#: What an empty cell empties; of the others it says nothing.
EMPTIED = ("title", "description", "publisher", "url", "license", "cost", "evidence")
MOST_TAG, MOST_TAGS = 100, 20


def decoded(data):
    """(text, note): UTF-8, UTF-16 with its mark, or what older spreadsheets write, of which the reader is told."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        note = _("The file is not in UTF-8. It was read as Windows-1252; look at the accents.")
        return data.decode("cp1252", errors="replace"), note


def form_of(name, text):
    """`csv` or `bib`: by the name of the file, else by what it holds."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in ("bib", "bibtex"):
        return "bib"
    return "bib" if ending not in ("csv", "tsv", "txt") and text.lstrip().startswith("@") else "csv"


def look(*, text, form, state=Resource.State.DRAFT, most=MOST_LINES):
    """What each line would become. `state`: of what does not say its own."""
    told = FORMS[form].read(text.replace("\x00", "").lstrip("\ufeff"), most)
    by_slug = {
        "principles": {one.slug: one for one in known_principles().values()},
        "sectors": {one.slug: one for one in known_sectors().values()},
    }
    known = {str(row.uuid): row for row in _named(told.lines)}
    for line in told.lines:
        if not line.problems:
            _make(line, known, by_slug, state)
    seen: dict = {}
    fresh = [line for line in told.lines if line.is_new]
    for start in range(0, len(fresh), AT_ONCE):
        _find_doubles(fresh[start : start + AT_ONCE], seen)
    return told


def _named(lines):
    wanted = {line.said.get("id", "").strip().lower() for line in lines}
    wanted = {key for key in wanted if len(key) == 36}
    try:
        rows = Resource.objects.filter(uuid__in=wanted)
        return list(rows.prefetch_related("principles", "sectors", "tags"))
    except ValidationError:  # one of them is no key
        return []


def _make(line, known, by_slug, state):
    said = {name: normalise(line.said.get(name, "")).strip() for name in line.said}
    key = said.get("id", "").lower()
    row = known.get(key)
    if key and row is None:
        line.problems.append(_("No resource here has this id. Empty the cell to add it as a new one."))
    line.is_known = row is not None
    row = row or Resource(state=state, audience=Resource.Audience.MEMBERS, kind=Resource.Kind.ARTICLE)
    for name in filter(said.__contains__, PLAIN):
        value = " ".join(said[name].split()) if name != "description" else said[name]
        if name in CHOSEN:
            value = value.lower()
        if (value or name in EMPTIED) and getattr(row, name) != value:
            setattr(row, name, value)
            line.changes.append(name)
    if "year" in said:
        _take_year(line, row, said["year"])
    for name in filter(said.__contains__, WORDS):
        wanted = {part.strip().lower() for part in said[name].split(";") if part.strip()}
        if wanted != set(getattr(row, name)):
            setattr(row, name, sorted(wanted))
            line.changes.append(name)
    for name in filter(said.__contains__, SEVERAL):
        _take_several(line, row, name, said[name], by_slug.get(name))
    try:
        row.full_clean(exclude=["uuid", "source_id", "document"], validate_unique=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = "" if name == "__all__" else f"{name}: "
            line.problems += [f"{label}{message}" for message in messages]
    if not line.problems:
        line.row = row


def _take_year(line, row, text):
    year = None
    if text:
        try:
            year = int(text)
        except ValueError:
            line.problems.append(_("year: “%(year)s” is no year.") % {"year": text[:20]})
            return
    if year != row.year:
        row.year = year
        line.changes.append("year")


def _take_several(line, row, name, text, known):
    wanted = list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    if known is not None:
        wanted = [slug.lower() for slug in wanted]
        for slug in wanted:
            if slug not in known:
                line.problems.append(
                    _("%(column)s: “%(name)s” is not known. Known are: %(names)s.")
                    % {"column": name, "name": slug[:50], "names": ", ".join(known)}
                )
        found = [known[slug] for slug in wanted if slug in known]
        there = {one.pk for one in getattr(row, name).all()} if row.pk else set()
        changed = there != {one.pk for one in found}
    else:
        if len(wanted) > MOST_TAGS or any(len(tag) > MOST_TAG for tag in wanted):
            line.problems.append(
                _("tags: up to %(n)d, each of at most %(m)d characters.") % {"n": MOST_TAGS, "m": MOST_TAG}
            )
        found = wanted
        there = {tag.name for tag in row.tags.all()} if row.pk else set()
        changed = there != set(found)
    line.related[name] = found
    if changed:
        line.changes.append(name)


def _find_doubles(lines, seen):
    """What is there already: by the address, or by title and year; also earlier in the same file."""
    known = Known([line.row.url for line in lines], [line.row.title for line in lines])
    for line in lines:
        address, name = spelled_once(line.row.url), (line.row.title.lower(), line.row.year)
        double = known.double_of(line.row)
        before = (seen.get(address) if address else None) or seen.get(name)
        if double is not None:
            line.there = double
            line.problems.append(_("It is here already: %(title)s.") % {"title": double.title})
        elif before is not None:
            line.problems.append(_("It stands in line %(n)d of the file already.") % {"n": before.number})
        if line.problems:
            line.row = None
            continue
        seen[name] = line
        if address:
            seen[address] = line
