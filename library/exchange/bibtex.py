"""Resources as entries of reference managers."""

import re

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, ParsingFailedBlock
from django.utils.translation import gettext as _

from library.citing import escaped
from library.exchange.line import Line, Told
from library.models import AgeBand, Resource
from library.webpage import license_of

Kind = Resource.Kind
#: What an entry of a type is, where it does not say so in `entrysubtype`.
TYPES = {
    "article": Kind.ARTICLE, "inproceedings": Kind.ARTICLE, "incollection": Kind.ARTICLE, "book": Kind.BOOK,
    "inbook": Kind.BOOK, "booklet": Kind.BOOK, "collection": Kind.BOOK, "techreport": Kind.REPORT,
    "report": Kind.REPORT, "phdthesis": Kind.REPORT, "mastersthesis": Kind.REPORT, "thesis": Kind.REPORT,
    "manual": Kind.TOOLKIT, "video": Kind.VIDEO, "movie": Kind.VIDEO, "audio": Kind.AUDIO, "online": Kind.WEBSITE,
    "electronic": Kind.WEBSITE, "www": Kind.WEBSITE, "misc": Kind.WEBSITE,
}  # fmt: skip
WRITTEN = {Kind.ARTICLE: "article", Kind.BOOK: "book", Kind.REPORT: "techreport"}
#: The first of these that an entry has is who brought it out.
PUBLISHERS = ("publisher", "institution", "organization", "school", "journal", "journaltitle")
RIGHTS = ("copyright", "rights", "license")  # of which a license of Creative Commons is known by its address
#: What becomes a column; every other field is told at the end of the description, so that nothing is lost.
TAKEN = {
    "title", "subtitle", "abstract", "year", "date", "language", "langid", "url", "keywords", "entrysubtype", "doi",
    "principles", "sectors", "uuid",
}  # fmt: skip
#: Fields that other programs have no name for; they keep ours, and the words that each may hold.
OWN = {
    "license": Resource.License, "cost": Resource.Cost, "evidence": Resource.Evidence, "ages": AgeBand,
    "settings": Resource.Setting, "audience": Resource.Audience, "state": Resource.State,
}  # fmt: skip
LANGUAGES = {"english": "en", "american": "en", "british": "en", "spanish": "es", "español": "es"}
BARE = ("url", "doi")  # in which a sign means itself
YEAR = re.compile(r"\d{4}")


def read(text, most):
    told = Told("bib")
    library, decoder = bibtexparser.parse_string(text), LatexDecodingMiddleware()
    failed = {id(block): block for block in library.failed_blocks}
    blocks = [*library.entries, *failed.values()]
    for block in sorted(blocks, key=lambda each: each.start_line or 0):
        if len(told.lines) == most:
            told.problems.append(_("Only the first %(n)d entries were read. Divide the file.") % {"n": most})
            break
        line = Line((block.start_line or 0) + 1, block.raw or "")
        told.lines.append(line)
        if id(block) in failed:
            line.problems.append(_why(block))
            line.said = {"title": (block.raw or "").strip().split("\n", 1)[0][:120]}
        else:
            line.said = _columns(block, library, decoder)
    if not told.lines:
        told.problems.append(_("The file holds no entry."))
    return told


def _why(block):
    if isinstance(block, DuplicateBlockKeyBlock):
        return _("There is an entry with the key %(key)s already, in line %(n)d.") % {
            "key": block.key,
            "n": (block.previous_block.start_line or 0) + 1,
        }
    if isinstance(block, ParsingFailedBlock):
        return _("This entry cannot be read. Is a brace or a comma missing?")
    return _("This entry cannot be read.")


def _columns(entry, library, decoder):
    bare = {field.key.lower(): _bare(field.value) for field in entry.fields if field.key.lower() in BARE}
    decoded = getattr(decoder.transform_entry(entry, library), "fields", entry.fields)
    fields = {field.key.lower(): _words(field.value) for field in decoded} | bare
    kind = fields.get("entrysubtype", "").lower()
    if kind not in Kind.values:
        kind = TYPES.get(entry.entry_type.lower(), Kind.ARTICLE)
    year = YEAR.search(fields.get("year") or fields.get("date", ""))
    language = (fields.get("langid") or fields.get("language", "")).lower()
    publisher = next((name for name in PUBLISHERS if fields.get(name)), "")
    title = ": ".join(filter(None, (fields.get("title"), fields.get("subtitle"))))
    url = fields.get("url") or (f"https://doi.org/{fields['doi']}" if fields.get("doi") else "")
    rights = next((name for name in RIGHTS if license_of(fields.get(name, ""))), "")
    license = license_of(fields.get(rights, ""))
    own = {name: fields[name] for name in OWN if name in fields and name != rights and _is_ours(name, fields)}
    rest = {
        name: value
        for name, value in fields.items()
        if value and name not in {*TAKEN, *own, publisher, rights}
    }
    if fields.get("doi") and fields["doi"] not in url:
        rest["doi"] = fields["doi"]
    more = "\n".join(f"{name}: {value}" for name, value in rest.items())
    return {
        "id": fields.get("uuid", ""),
        "title": title,
        "description": "\n\n".join(filter(None, (fields.get("abstract", ""), more))),
        "kind": kind,
        "publisher": fields.get(publisher, ""),
        "year": year[0] if year else fields.get("year", ""),
        "language": LANGUAGES.get(language, language),
        "url": url,
        "principles": fields.get("principles", ""),
        "sectors": fields.get("sectors", ""),
        "tags": re.sub(r"\s*[,;]\s*", "; ", fields.get("keywords", "")),
        **({"license": license} if license else {}),
        **own,
    }


def _is_ours(name, fields):
    """Whether a field means what it means here: in an entry that came from here, or with words that are known. Other programs
    have such fields too, as where a press is (`state`)."""
    words = {part.strip().lower() for part in fields[name].split(";")}
    return bool(fields.get("uuid")) or words <= {"", *OWN[name].values}


def _bare(value):
    return re.sub(r"\\([%&#_~])", r"\1", str(value)).strip("{} ")


def _words(value):
    """Without the braces that keep capitals; lines stay lines."""
    lines = str(value).replace("{", "").replace("}", "").strip().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def write(resources):
    """Entries of resources that know their principles, sectors and tags, one after the other."""
    for row in resources:
        fields = {
            "title": "{" + escaped(row.title) + "}",
            "publisher": escaped(row.publisher),
            "year": str(row.year or ""),
            "url": row.url.replace("{", "%7B").replace("}", "%7D"),
            "abstract": "\n".join(map(escaped, row.description.splitlines())),
            "keywords": escaped("; ".join(sorted(tag.name for tag in row.tags.all()))),
            "langid": row.language,
            "entrysubtype": row.kind,
            "principles": "; ".join(principle.slug for principle in row.principles.all()),
            "sectors": "; ".join(sector.slug for sector in row.sectors.all()),
            **{name: _told(getattr(row, name)) for name in OWN},
            "uuid": str(row.uuid),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        yield f"@{WRITTEN.get(row.kind, 'misc')}{{r{row.pk},\n" + ",\n".join(lines) + "\n}\n\n"


def _told(value):
    return "; ".join(value) if isinstance(value, list) else value


def write_left(told):
    """The entries that did not come in, each below why; what stands outside of entries is a remark."""
    for line in told.left:
        why = " ".join(line.problems).replace("@", "(at)")
        yield f"Line {line.number}: {why}\n{line.raw.strip()}\n\n"
