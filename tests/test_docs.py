"""What the documents promise is there."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DIRECT = {re.match(r"[a-z0-9-]+", line)[0] for line in PROJECT["project"]["dependencies"]}
#: Needed by others or by name in a setting, without an import of ours: the driver, the channel layer, the sockets.
UNSEEN = {"psycopg", "channels-redis", "websockets"}


def test_the_readme_gives_a_reason_for_every_direct_dependency():
    table = re.findall(r"^\| ([a-z][a-z0-9-]+) \| \S", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted(DIRECT)


def test_every_direct_dependency_is_used():
    source = "\n".join(
        path.read_text()
        for room in PROJECT["tool"]["importlinter"]["root_packages"]
        for path in (ROOT / room).rglob("*.py")
    )
    modules = {}
    for module, distributions in packages_distributions().items():
        for name in distributions:
            modules.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(module)
    for name in DIRECT - UNSEEN:
        words = "|".join(map(re.escape, modules[name]))
        assert re.search(rf"(^\s*(from|import) ({words})\b)|(\"({words})[.\"])", source, re.MULTILINE), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_and_pictures_lead_somewhere(document):
    text = document.read_text()
    for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text) + re.findall(r'src="([^":]+)"', text):
        assert (document.parent / link).exists(), link


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        for name in re.findall(r"[`\s]make ([a-z-]+)", document.read_text()):
            assert name in targets or document.read_text().count(f"`make {name}`") == 0, (document.name, name)


def test_every_variable_of_the_settings_is_described():
    text = "".join((ROOT / "cop/settings" / name).read_text() for name in ("base.py", "production.py"))
    names = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text))
    described = (ROOT / "docs/running.md").read_text()
    assert len(names) > 10
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []
