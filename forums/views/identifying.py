"""What a form shows of what could identify a family, and what its author answers: all of it without scripts too.

The component is templates/components/findings.html, and comes with form_errors.html into every form. Its buttons
`replace` put a suggestion in the place of a finding and show the form again; its boxes `confirmed` say that something is
no identifier. Nothing is sent while something is left unanswered, and nothing that was typed is lost.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop.core.text import plain, sanitise
from forums.forms.fields import refused
from forums.forms.uploads import as_uuid
from forums.services import uploads
from forums.services.identifying import BLOCK, WARN, Look, Unresolved
from forums.views.speaking import attempt
from forums.wording.findings import FACE, PICTURE, Asked, Found, called, token_at
from forums.wording.rich import replaced_in, unlinked
from safeguards.identifiers import LABEL_NAMES, REASONS


@dataclass(frozen=True)
class Row:
    """One finding: `suggestions` are (value of the button, words), `label` and `reason` say what it is and why. `face`: it is
    a picture as a whole."""

    words: str
    label: Any
    reason: Any
    token: str
    confirmed: bool
    face: bool
    suggestions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A field with findings. `pieces`: its text as (words, whether they are a finding)."""

    name: str
    label: Any
    pieces: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Panel:
    """`parts`: fields with findings; `together` and `danger`: what is asked as a whole, or None. `keeps`: whether
    something can be called no identifier, and `waits`: that it then waits for a moderator. `clear`: nothing is left."""

    parts: tuple[Part, ...]
    together: Asked | None
    danger: Asked | None
    confirmed: frozenset[str]
    keeps: bool
    waits: bool
    report_url: str = ""

    @property
    def clear(self):
        return not (self.parts or self.together or self.danger)


def say(form, verb, *, elsewhere=None, **fields):
    """`attempt` of a verb that lets others read something: with what its author confirms, and after what they replace.

    `elsewhere`: takes (field, text) of what is replaced in no field of the form; answers whether it did.
    """
    given, wanted = form.data.getlist("confirmed"), form.data.get("replace", "")
    found: list[Unresolved] = []

    def tried(**arguments):
        try:
            return verb(**arguments)
        except Unresolved as error:
            found.append(error)
            return None

    done = attempt(form, tried, confirmed=Look(given) if wanted else given, **fields)
    if found:
        _come_back(form, found[0], wanted, fields["actor"], elsewhere)
    return done


def _come_back(form, error, wanted, actor, elsewhere):
    changed = _replaced(form, error, wanted, actor, elsewhere) if wanted else None
    form.unresolved = error = changed or error
    form.noticed = panel_of(error.found, error.level, error.confirmed, form, elsewhere is not None)
    if not wanted:
        refused(form, _beside_its_fields(form, error))


def _beside_its_fields(form, error):
    """One line for all that stands in no field of the form."""
    found = error.message_dict
    here = {name: lines for name, lines in found.items() if not name or name in form.fields}
    if len(here) < len(found):
        line = _("Something in it may tell who the child or family is. Look at it once more.")
        here[""] = [line, *here.get("", [])]
    return ValidationError(here)


def _replaced(form, error, wanted, actor, elsewhere):
    """With a suggestion in the place of a finding, looked at again; None where there is no such finding any more."""
    token, _bar, number = wanted.rpartition("|")
    one = next((one for one in error.found.noticed if token in (one.token, one.earlier)), None)
    choices = one.finding.suggestions if one else ()
    if not number.isdecimal() or int(number) >= len(choices):
        return None
    start, end = one.finding.replace
    words, text = choices[int(number)], error.found.texts[one.field]
    new = _tidied(text[:start], words, text[end:])
    links = error.found.texts.get("links", "").split("\n")
    if not _put(form, one.field, new, (start, end, words), links, actor, elsewhere):
        return None
    again = error.again(error.found.texts | {one.field: new})
    kept = _moved(error, one.field, end, len(new) - len(text), actor) & again.found.tokens
    return Unresolved(again.found, error.level, kept, error.again)


def _tidied(before, words, after):
    """Without the gap that a word leaves behind."""
    if not words and before.endswith(" ") and (not after or after[0] in " ,.;:!?\n"):
        before = before[:-1]
    return before + words + after


def _moved(error, field, end, by, actor):
    """Tokens that count, with those behind the replaced stretch at their new places."""
    tokens = set()
    for one in error.found.noticed:
        if one.token in error.confirmed:
            later = one.field == field and one.finding.start >= end
            tokens.add(token_at(actor, one, one.finding.start + by) if later else one.token)
    asked = [one.token for one in (error.found.together, error.found.danger) if one]
    return tokens | (set(asked) & error.confirmed)


def _put(form, name, text, change, links, actor, elsewhere):
    """The new text into the form, where it stands in it. Of a link that is left out, or does not
    say any more where it leads (`links` never did), the words stay."""
    data, key = form.data.copy(), form.add_prefix(name)
    if name.startswith("files."):
        if not _put_file(data, name, text, actor):
            return False
    elif name.startswith(PICTURE):
        _leave_out(data, name.removeprefix(PICTURE))
    elif name == "links":
        key = form.add_prefix("html")
        if not data.get(key):
            return False
        data[key] = unlinked(sanitise(data[key]), text.split("\n"))
    elif name in form.fields:
        html = data.get(form.add_prefix("html")) if name == "body" else ""
        if html:
            html = unlinked(replaced_in(sanitise(html), *change), links)
            data[form.add_prefix("html")], text = html, plain(html)
        data[key] = text
    elif elsewhere is None or not elsewhere(name, text):
        return False
    form.data = data
    return True


def _leave_out(data, uuid):
    """The picture is in the form no more; nobody sends it, and it goes after a day."""
    pairs = zip(data.getlist("uploads"), data.getlist("alts"), strict=False)
    kept = [pair for pair in pairs if pair[0] != uuid]
    data.setlist("uploads", [one for one, _alt in kept])
    data.setlist("alts", [alt for _one, alt in kept])


def _put_file(data, name, text, actor):
    """What a picture shows stands in the form; a file is renamed where it waits."""
    _files, place, part = name.split(".")
    out = set(data.getlist("without"))
    sent = [(at, one) for at, one in enumerate(data.getlist("uploads")) if one not in out]
    at, uuid = sent[int(place)]
    if part == "name":
        return uploads.rename(actor=actor, uuid=as_uuid(uuid), name=text)
    alts = data.getlist("alts")
    alts[at] = text
    data.setlist("alts", alts)
    return True


def panel_of(found: Found, level, confirmed, form, elsewhere=False):
    """What the component shows. `elsewhere`: suggestions can be put where the form has no field for them."""
    parts = []
    for name, text in found.texts.items():
        noticed = [one for one in found.noticed if one.field == name]
        if not noticed:
            continue
        can = elsewhere or name in form.fields or name.startswith(("files.", PICTURE)) or name == "links"
        rows = tuple(
            Row(
                words=one.words,
                label=LABEL_NAMES[one.finding.label],
                reason=REASONS[one.finding.reason],
                token=one.token,
                confirmed=one.token in confirmed,
                face=one.finding.label == FACE,
                suggestions=tuple(
                    (f"{one.token}|{number}", words)
                    for number, words in enumerate(one.finding.suggestions if can else ())
                ),
            )
            for one in noticed
        )
        parts.append(Part(name, _label(form, name), tuple(pieces(text, noticed)), rows))
    return Panel(
        tuple(parts),
        found.together and replace(found.together, words=tuple(dict.fromkeys(found.together.words))),
        found.danger,
        frozenset(confirmed),
        keeps=level != BLOCK,
        waits=level not in (BLOCK, WARN),
        report_url=settings.MANDATED_REPORT_URL,
    )


def pieces(text, noticed):
    end = 0
    for one in noticed:
        yield text[end : one.finding.start], False
        yield one.words, True
        end = one.finding.end
    yield text[end:], False


def _label(form, name):
    if name in form.fields:
        return form.fields[name].label
    return called(name)
