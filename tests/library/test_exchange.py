"""Resources from files and into files: what comes in, what does not and why, and that nothing is lost."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from library import services
from library.exchange import csv_file
from library.exchange.reading import decoded, form_of
from library.models import Resource
from tests.factories import UserFactory

HEAD = "title,kind,url,year,language,principles,sectors,tags,state\n"


@pytest.fixture
def curator(library):
    return UserFactory(curator=True)


@pytest.fixture
def look(curator):
    def ask(text, form="csv", **options):
        return services.import_file(actor=curator, text=text, form=form, **options)

    return ask


def rows_of(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def why(told):
    return {line.number: " ".join(line.problems) for line in told.left}


def test_a_table_is_looked_at_before_anything_comes_in(look):
    text = (
        HEAD
        + "Serve and Return,video,https://example.org/serve,2019,en,trust-parents,pediatrics,play; talk,\n"
    )
    assert len(look(text).new) == 1
    assert not Resource.objects.exists()
    told = look(text, write=True)
    row = Resource.objects.get()
    assert told.written == 1
    assert (row.title, row.kind, row.year, row.state) == ("Serve and Return", "video", 2019, "draft")
    assert [one.slug for one in row.principles.all()] == ["trust-parents"]
    assert [one.slug for one in row.sectors.all()] == ["pediatrics"]
    assert sorted(tag.name for tag in row.tags.all()) == ["play", "talk"]


def test_every_problem_is_told_by_its_line_and_the_rest_comes_in(look):
    told = look(
        HEAD
        + "Good,article,,,en,,,,\n"
        + ",article,,,en,,,,\n"
        + "Long\nago,song,,then,xx,nowhere,,,\n".replace("Long\nago", '"Long\nago"')
        + "Bad address,article,javascript:alert(1),,en,,,,\n"
        + "Too many,article,,,en,,,,,more\n",
        write=True,
    )
    told_why = why(told)
    assert set(told_why) == {3, 4, 6, 7}
    assert "title" in told_why[3]
    for word in ("kind", "year", "language", "nowhere"):
        assert word in told_why[4]
    assert "url" in told_why[6]
    assert "10 cells" in told_why[7]
    assert [row.title for row in Resource.objects.all()] == ["Good"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("name,address\nA,b\n", "title"),
        ("title,title\nA,b\n", "twice"),
        ('title\n"open\nnever closed\n', "From line 2"),
        ("title\n" + "x" * 200_000 + "\n", "From line 2"),
    ],
)
def test_a_file_that_is_no_table_says_so(look, text, words):
    told = look(text, write=True)
    assert words in " ".join(told.problems)
    assert not Resource.objects.exists()


def test_what_is_here_already_does_not_come_twice(look, library):
    library.resource("Serve and Return", url="http://www.example.org/serve/", year=2019)
    told = look(
        HEAD
        + "Another name,video,https://example.org/serve,,en,,,,\n"
        + "serve and return,video,,2019,en,,,,\n"
        + "Fresh,article,https://example.org/fresh,,en,,,,\n"
        + "Fresh too,article,https://www.example.org/fresh/,,en,,,,\n",
        write=True,
    )
    assert [line.title for line in told.new] == ["Fresh"]
    assert "here already" in why(told)[2] and "here already" in why(told)[3]
    assert "line 4" in why(told)[5]


def test_what_goes_out_comes_back_as_it_was_and_changes_are_taken(look, library, curator):
    library.resource(
        "=SUM(A1)", description="Two\nlines, “and” more", url="https://example.org/a?b=1&c=2", year=2020
    ).tags.set(["play", "talk"])
    for form in ("csv", "bib"):
        text = "".join(services.export_lines(actor=curator, form=form))
        told = look(text, form=form)
        assert (told.same, told.left, told.changed) == (1, [], []), (form, why(told), told.changed)
    text = "".join(services.export_lines(actor=curator, form="csv"))
    assert rows_of(text)[1][1] == "'=SUM(A1)"
    told = look(text.replace("2020", "2021"), write=True)
    assert told.changed[0].changes == ["year"]
    assert Resource.objects.get().year == 2021
    assert Resource.objects.get().title == "=SUM(A1)"


def test_an_id_that_is_not_known_is_a_problem(look):
    told = look("id,title\n11111111-1111-4111-8111-111111111111,A\nnonsense,B\n", write=True)
    assert set(why(told)) == {2, 3}
    assert not Resource.objects.exists()


BIB = r"""
% what a reference manager wrote
@string{aap = "Pediatrics"}
@article{garner2021,
  title = {Preventing Childhood Toxic Stress: {Partnering} with Families},
  author = {Garner, Andrew and Yogman, Michael},
  journal = aap, volume = {148}, year = {2021}, doi = {10.1542/peds.2021-052582},
  keywords = {health, Niñez},
}
@misc{abriendo, title = {Abriendo puertas {\'a} la ni{\~n}ez}, langid = {spanish}, entrysubtype = {program},
  url = {https://example.org/abriendo}, date = {2019-05-01}}
@book{broken, title = {Never closed
@article{garner2021, title = {The same key}}
"""


def test_entries_of_a_reference_manager_come_in_with_all_they_say(look):
    told = look(BIB, form="bib", write=True)
    article, program = Resource.objects.order_by("pk")
    assert article.title == "Preventing Childhood Toxic Stress: Partnering with Families"
    assert (article.kind, article.year, article.publisher) == ("article", 2021, "Pediatrics")
    assert article.url == "https://doi.org/10.1542/peds.2021-052582"
    assert "Garner, Andrew" in article.description and "148" in article.description
    assert sorted(tag.name for tag in article.tags.all()) == ["Niñez", "health"]
    assert (program.kind, program.language, program.year) == ("program", "es", 2019)
    assert program.title == "Abriendo puertas á la niñez"
    assert told.left, "what is broken is told"
    assert all(line.problems and line.number > 1 for line in told.left)


def test_the_encoding_is_found_and_told_of():
    assert decoded("\ufeffaño".encode()) == ("año", "")
    assert decoded("año".encode("utf-16"))[0].endswith("año")
    text, note = decoded("año".encode("cp1252"))
    assert text == "año" and "Windows-1252" in note
    assert (
        form_of("a.bib", "") == "bib" and form_of("a", " @book{") == "bib" and form_of("a.csv", "@") == "csv"
    )


def test_curators_look_and_bring_in_on_a_page(library, curator, client_for):
    client, url = client_for(curator), reverse("library:exchange")
    text = HEAD + "Good <b>one</b>,article,,,en,,,,\n,article,,,en,,,,\n"
    page = client.post(url, {"file": SimpleUploadedFile("ours.csv", text.encode()), "state": "draft"})
    shown = page.content.decode()
    assert "1 new" in shown and "Line 3" in shown and "Good &lt;b&gt;" in shown
    assert not Resource.objects.exists()
    again = {"text": text, "name": "ours.csv", "state": "published"}
    left = client.post(url, again | {"act": "left"})
    rows = rows_of(b"".join(left.streaming_content).decode())
    assert rows[0][-1] == "problem" and len(rows) == 2 and "title" in rows[1][-1]
    assert not Resource.objects.exists()
    page = client.post(url, again | {"act": "write"}).content.decode()
    assert 'name="only" value="3,"' in page
    left = client.post(url, again | {"act": "left", "only": "3,"})
    assert len(rows_of(b"".join(left.streaming_content).decode())) == 2  # not what came in meanwhile
    assert Resource.objects.get().state == "published"
    assert client_for(UserFactory()).post(url, again | {"act": "write"}).status_code == 403
    assert "Choose a file" in client.post(url, {"state": "draft"}).content.decode()


def test_lines_that_were_left_can_be_mended_and_sent_again(look):
    told = look(HEAD + ",article,,,en,,,,\n")
    text = "".join(csv_file.write_left(told)).removeprefix("\ufeff")
    mended = text.replace(",article", "Mended,article", 1)
    assert look(mended, write=True).written == 1


def test_who_runs_the_server_brings_in_by_the_same_rule(library, curator, member, tmp_path, capsys):
    file, left = tmp_path / "ours.csv", tmp_path / "left.csv"
    file.write_text(HEAD + "Good,article,,,en,,,,\n,article,,,en,,,,\n")
    call_command("resources_import", str(file), by=curator.email, left=left)
    assert "1 new" in capsys.readouterr().out and not Resource.objects.exists()
    assert "problem" in left.read_text()
    call_command("resources_import", str(file), by=curator.email, write=True)
    assert Resource.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("resources_import", str(file), by="nobody@example.org")
    out = tmp_path / "all.bib"
    call_command("resources_export", str(out), by=curator.email)
    assert "Good" in out.read_text()
