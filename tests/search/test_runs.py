"""Outside collections and judged queries: `import_corpus` and `search_run`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library.models import Resource
from search.models import SearchEntry
from tests.forums.scenes import circle_forum, discussion, said
from tests.search.scenes import index, resource, settle

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def collection(tmp_path):
    def write(*rows):
        path = tmp_path / "collection.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def asked(tmp_path):
    """The run of these queries: (qid, docid, rank) of each line."""

    def run(*queries, engine=None, depth=None):
        path = tmp_path / "queries.tsv"
        path.write_text("\n".join(f"q{n}\t{query}" for n, query in enumerate(queries, 1)), encoding="utf-8")
        settle()
        out = StringIO()
        more = {"engine": engine} if engine else {}
        call_command("search_run", str(path), stdout=out, **more | ({"depth": depth} if depth else {}))
        lines = [line.split(" ") for line in out.getvalue().splitlines()]
        assert all(len(line) == 6 and line[1] == "Q0" for line in lines)
        return [(line[0], line[2], int(line[3])) for line in lines]

    return run


def test_a_collection_is_loaded_as_resources_and_found_by_its_own_ids(engine, collection, asked):
    call_command(
        "import_corpus",
        collection(
            {"id": "doc-1", "title": "A kettle", "text": "It sings. " * 400},
            {"id": 7, "title": "Una tetera", "text": "La tetera de la abuela está en la mesa."},
            {"id": "doc-3", "title": "", "text": "Nothing of it."},
        ),
        stdout=StringIO(),
    )
    assert len(Resource.objects.get(source_id="doc-1").description) > 2000
    assert Resource.objects.get(source_id="7").language == "es"
    assert Resource.objects.get(source_id="doc-3").title == "Nothing of it."
    assert asked("kettle", "tetera", "samovar") == [("q1", "doc-1", 1), ("q2", "7", 1)]


def test_loading_it_again_doubles_nothing_and_takes_new_words(engine, collection, asked):
    call_command("import_corpus", collection({"id": "1", "title": "A kettle", "text": ""}), stdout=StringIO())
    call_command(
        "import_corpus", collection({"id": "1", "title": "A samovar", "text": ""}), stdout=StringIO()
    )

    assert Resource.objects.count() == SearchEntry.objects.count() == 1
    assert asked("samovar", "kettle") == [("q1", "1", 1)]


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "x"}', '{"id": "' + "x" * 80 + '"}', '{"id": ""}'])
def test_a_line_that_is_no_document_stops_the_load_and_is_named(tmp_path, line):
    path = tmp_path / "collection.jsonl"
    path.write_text(line)
    with pytest.raises(CommandError, match=r"Line 1|The id"):
        call_command("import_corpus", str(path), stdout=StringIO())
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    "line", ['{"id": "a b"}', '{"id": "a\\u0000"}', '{"id": "1", "text": ["x"]}', '{"id": "1", "title": 5}']
)
def test_what_no_run_or_database_can_hold_is_refused(tmp_path, line):
    path = tmp_path / "collection.jsonl"
    path.write_text(line)
    with pytest.raises(CommandError, match="Line 1"):
        call_command("import_corpus", str(path), stdout=StringIO())
    assert not Resource.objects.exists()


def test_files_of_other_programs_are_read(asked, tmp_path, database_only):
    """A mark at the beginning, nothing instead of a text, signs that a database cannot hold."""
    path = tmp_path / "collection.jsonl"
    rows = [{"id": "1", "title": "Kettle\x00", "text": None}, {"id": "2", "title": None, "text": "Samovar"}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8-sig")
    call_command("import_corpus", str(path), stdout=StringIO())
    queries, out = tmp_path / "other.tsv", StringIO()
    queries.write_text('q1\tkettle\nq2\tsamovar\nq3\t"\nq4\t-\n', encoding="utf-8-sig")
    call_command("search_run", str(queries), "--engine", "database", stdout=out)
    assert [line.split()[:3:2] for line in out.getvalue().splitlines()] == [["q1", "1"], ["q2", "2"]]


@pytest.mark.parametrize("command", ["import_corpus", "search_run"])
def test_a_file_that_is_no_utf_8_is_named(tmp_path, db, command):
    path = tmp_path / "other"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command(command, str(path), stdout=StringIO())


def test_a_run_tells_what_a_member_finds_a_thread_once(engine, member, other_member, asked, run_tasks):
    thread = discussion(member, title="A kettle on the stove", source_id="d1")
    said(other_member, thread, "My kettle sings.", source_id="d1-1")
    discussion(member, title="A kettle for a circle", forum=circle_forum(member), source_id="d2")
    index("resource", resource("Kettle", source_id="r1"), resource("Kettle without an id"))
    index("resource", resource("Kettle draft", source_id="r2", state="draft"))
    run_tasks()

    # The member who sits in a circle reads most.
    assert {docid for _qid, docid, _rank in asked("kettle")} == {"d1", "d2", "r1"}
    assert len(asked("kettle", depth=1)) == 1


def test_a_run_names_the_engine_that_is_asked(engine, asked, tmp_path):
    index("resource", resource("Kettle", source_id="r1"))
    assert asked("kettle", engine="database") == [("q1", "r1", 1)]
    if engine == "database":
        with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
            asked("kettle", engine="elasticsearch")
    else:
        assert asked("kettle", engine="elasticsearch") == [("q1", "r1", 1)]


def test_a_line_that_is_no_query_is_named(tmp_path):
    path = tmp_path / "queries.tsv"
    path.write_text("1\tkettle\nkettle\n")
    with pytest.raises(CommandError, match="Line 2"):
        call_command("search_run", str(path), "--engine", "database", stdout=StringIO())
