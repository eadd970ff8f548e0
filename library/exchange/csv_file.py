"""Resources as a table that spreadsheets open."""

import csv
import io

from django.utils.translation import gettext as _

from library.exchange.line import COLUMNS, WORDS, Line, Told
from members.record import csv_line, unmarked

MOST_CELL = 100_000  # characters; a longer cell is the sign of a quote that nobody closed


def read(text, most):
    """The lines of a table whose first line names its columns, parted by commas, semicolons or tabs."""
    told = Told("csv")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    csv.field_size_limit(MOST_CELL)
    begins = 1
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not told.header:
                told.header = [cell.strip().lower() for cell in cells]
                if not _check_header(told):
                    return told
                continue
            if len(told.lines) == most:
                told.problems.append(
                    _("Only the first %(n)d lines were read. Divide the file.") % {"n": most}
                )
                return told
            told.lines.append(_line(number, cells, told.header))
    except csv.Error as error:
        told.problems.append(
            _("From line %(n)d on the file cannot be read: %(why)s. Is a quotation mark left open?")
            % {"n": begins, "why": error}
        )
    if not told.header:
        told.problems.append(_("The file is empty."))
    return told


def _delimiter(text):
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _check_header(told):
    if "title" not in told.header:
        told.problems.append(
            _("The first line must name the columns; “title” is missing. Known are: %(names)s.")
            % {"names": ", ".join(COLUMNS)}
        )
        return False
    twice = {name for name in told.header if name and told.header.count(name) > 1}
    if twice:
        told.problems.append(_("Columns that stand twice: %(names)s.") % {"names": ", ".join(sorted(twice))})
        return False
    strange = [name for name in told.header if name not in COLUMNS and name != "problem"]
    if strange:
        told.notes.append(
            _("Columns that are not known are left out: %(names)s.") % {"names": ", ".join(strange)}
        )
    return True


def _line(number, cells, header):
    line = Line(number, cells)
    if len(cells) > len(header):
        line.problems.append(
            _("It has %(n)d cells, the first line has %(m)d.") % {"n": len(cells), "m": len(header)}
        )
    said = dict(zip(header, cells, strict=False))
    line.said = {name: unmarked(said.get(name, "")) for name in COLUMNS if name in header}
    return line


def write(resources):
    """Lines of a table of resources that know their principles, sectors and tags, one after the other."""
    yield "\ufeff" + csv_line(COLUMNS)
    for row in resources:
        several = {
            "principles": [principle.slug for principle in row.principles.all()],
            "sectors": [sector.slug for sector in row.sectors.all()],
            "tags": sorted(tag.name for tag in row.tags.all()),
            **{name: getattr(row, name) for name in WORDS},
        }
        said = {name: str(_of(row, name)) for name in COLUMNS if name not in several}
        said |= {name: "; ".join(values) for name, values in several.items()}
        yield csv_line([said[name] for name in COLUMNS])


def write_left(told):
    """The lines that did not come in, each with why, so that they can be mended and sent again."""
    header = [name for name in told.header if name != "problem"]
    yield "\ufeff" + csv_line([*header, "problem"])
    places = [place for place, name in enumerate(told.header) if name != "problem"]
    for line in told.left:
        cells = [line.raw[place] if place < len(line.raw) else "" for place in places]
        more = [cell for cell in line.raw[len(told.header) :] if cell]
        yield csv_line([*cells, " ".join(line.problems), *more])


def _of(row, name):
    if name == "id":
        return row.uuid
    value = getattr(row, name)
    return "" if value is None else value
