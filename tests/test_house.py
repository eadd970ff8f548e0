"""The rules of the house, read from the source: where facts are stated, what follows them, what no file may do."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from cop.core.events import Event, subscribers_of

ROOMS = ("cop", "safeguards", "members", "library", "forums", "search", "notifications")
LONGEST = 320  # lines

SOURCES = [
    path
    for room in ROOMS
    for path in sorted((settings.BASE_DIR / room).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def name_of(path):
    return str(path.relative_to(settings.BASE_DIR))


def calls(tree, name):
    """Lines on which something called `name` (or ending in `.name`) is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if getattr(called, "id", getattr(called, "attr", None)) == name:
                yield node.lineno


def stem(path):
    """The kind of file in its room: services/posting.py and services.py are both services."""
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


def every(event_class):
    for subclass in event_class.__subclasses__():
        yield subclass
        yield from every(subclass)


def test_facts_are_stated_only_by_services_and_by_the_bridges_from_signals():
    allowed = {"services", "signals", "subscribers"}
    for path in SOURCES:
        if stem(path) not in allowed and path.name != "events.py":
            assert not list(calls(ast.parse(path.read_text()), "emit")), name_of(path)


def test_tasks_are_enqueued_only_by_what_follows_facts():
    allowed = {"subscribers", "tasks", "adapters", "core", "management"}
    for path in SOURCES:
        if stem(path) not in allowed:
            assert not list(calls(ast.parse(path.read_text()), "enqueue")), name_of(path)


def test_every_fact_has_a_consequence():
    ours = [event for event in every(Event) if event.__module__.partition(".")[0] in ROOMS]
    assert len(ours) > 5
    lonely = [event.__name__ for event in ours if not subscribers_of(event)]
    assert lonely == []


def test_modules_import_at_their_head():
    for path in SOURCES:
        if path.name in {"apps.py", "production.py", "problems.py"}:
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not inside, f"{name_of(path)} line {inside} imports inside {function.name}"


def test_files_stay_small_and_say_what_they_are():
    for path in SOURCES:
        assert len(path.read_text().splitlines()) <= LONGEST, name_of(path)
        assert path.stem not in {"utils", "helpers", "misc", "common"}, name_of(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_carries_script_or_style_of_its_own(path):
    """Letters carry their looks, and no script: mail programs keep no sheets of the site."""
    text = path.read_text()
    assert not re.search(r"\son[a-z]+=\"|javascript:", text)
    assert "email" in path.parts or not re.search(r"<style|\sstyle=", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/' in script, script


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_ask_for_nothing_from_other_sites(path):
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", path.read_text())


def test_components_are_included_with_their_inputs_only():
    # A page's own parts may read its context; a component that did would change with each page that uses it.
    whole = {"components/me_menu.html"}
    for path in TEMPLATES:
        if path.parent.name == "components":
            continue
        for name, rest in re.findall(r"{% include \"(components/[^\"]+)\"([^%]*)%}", path.read_text()):
            assert name in whole or rest.rstrip().endswith("only"), f"{name_of(path)}: {name}"


def test_every_component_says_what_it_takes():
    for path in sorted((settings.BASE_DIR / "templates" / "components").glob("*.html")):
        assert "{% comment %}" in path.read_text() or "{#" in path.read_text(), path.name


def test_nothing_speaks_of_the_machine_it_was_made_on():
    machine = (f"{settings.BASE_DIR}/", f"{Path.home()}/")
    docs = sorted(Path(settings.BASE_DIR, "docs").rglob("*.md"))
    for path in [*SOURCES, *TEMPLATES, *docs]:
        assert not any(place in path.read_text() for place in machine), name_of(path)
    for path in [*SOURCES, *TEMPLATES]:
        assert "../" not in path.read_text(), f"{name_of(path)} leads out of its folder"
    for path in docs:
        for way in re.findall(r"\.\./[\w./-]+", path.read_text()):
            target = (path.parent / way).resolve()
            assert target.is_relative_to(settings.BASE_DIR) and target.exists(), f"{name_of(path)}: {way}"
