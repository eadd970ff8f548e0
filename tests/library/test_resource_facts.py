"""What readers ask first of a resource: cost, license, ages, where it is used, on what it rests."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from library import services
from library.exchange import bibtex, csv_file
from library.models import Principle, Resource
from library.models.ages import span
from library.models.several import holds
from tests.factories import UserFactory

ALL = {
    "cost": "sign-up", "license": "cc-by-nc", "evidence": "lived",
    "ages": ["0-12 months", "1-3 years"], "settings": ["home", "remote"],
}  # fmt: skip


@pytest.fixture
def curator(library):
    return UserFactory(curator=True)


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ([], ""),
        (["1-3 years"], "1–3 years"),
        (["1-3 years", "0-12 months"], "0–3 years"),
        (["3-5 years", "5-8 years", "1-3 years"], "1–8 years"),
        (["expecting", "0-12 months"], "expecting to 12 months"),
        (["expecting", "0-12 months", "1-3 years", "3-5 years", "5-8 years"], "expecting to 8 years"),
        (["0-12 months", "3-5 years"], "0–12 months, 3–5 years"),
    ],
)
def test_ages_that_follow_one_another_are_said_as_one(ages, words):
    assert span(ages) == words


def test_what_is_known_stands_on_the_page_and_in_the_list(library, client):
    row = library.resource("Serve and Return", **ALL)
    page = client.get(reverse("library:resource-detail", args=[row.pk])).content.decode()
    for words in (
        "Free with sign-up", "0–3 years", "A family’s home · By phone or video", "Lived experience",
        "from their own lives", "share and adapt without selling",
    ):  # fmt: skip
        assert words in page
    listed = client.get(reverse("library:resource-list")).content.decode()
    assert "Free with sign-up" in listed and "0–3 years" in listed and "Lived experience" in listed


@pytest.mark.parametrize("license", [one for one in Resource.License if one.value.startswith("cc-by")])
def test_a_license_says_by_itself_what_it_lets_one_do(license):
    words = str(license.label)
    assert "share" in words and "name who made it" in words
    assert ("without selling" in words) is ("-nc" in license)
    assert ("same license" in words) is ("-sa" in license)


def test_what_is_not_known_is_not_said(library, client):
    row = library.resource("Serve and Return")
    page = client.get(reverse("library:resource-detail", args=[row.pk])).content.decode()
    for words in ("Cost", "Ages", "Evidence", "License", "Where it is used"):
        assert f"<dt>{words}" not in page


def test_several_words_are_kept_in_their_order_and_found_each(library):
    row = library.resource("One", ages=["3-5 years", "expecting"], settings=["home"])
    library.resource("Other", ages=["5-8 years"])
    row.refresh_from_db()
    assert row.ages == ["expecting", "3-5 years"]
    assert list(Resource.objects.filter(holds("ages", "3-5 years"))) == [row]
    assert list(Resource.objects.filter(holds("settings", "hom"))) == []


def test_a_word_that_is_not_known_is_refused(library):
    row = library.resource("One")
    row.ages = ["teenagers"]
    with pytest.raises(ValidationError) as told:
        row.full_clean()
    assert "teenagers" in str(told.value.message_dict["ages"])


def test_the_editor_of_resources_takes_and_keeps_them(library, client, curator):
    row = library.resource("One", ages=["expecting"])
    client.force_login(curator)
    address = reverse(Resource.snippet_viewset.get_url_name("edit"), args=[row.pk])
    page = client.get(address).content.decode()
    assert "Leave empty what you do not know for sure." in page
    assert "Studies have asked whether it helps" in page
    principle = Principle.objects.first()
    said = {
        "title": "One", "description": "", "kind": "article", "language": "en", "publisher": "", "year": "", "url": "",
        "document": "", "principles": [principle.pk], "tags": "", "audience": "public", "state": "published", **ALL,
    }  # fmt: skip
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in ALL} == ALL


@pytest.mark.parametrize(("form", "write"), [("csv", csv_file.write), ("bib", bibtex.write)])
def test_they_go_out_into_files_and_come_back(library, curator, form, write):
    row = library.resource("One", **ALL)
    text = "".join(write(Resource.objects.prefetch_related("principles", "sectors", "tags")))
    told = services.import_file(actor=curator, text=text, form=form)
    assert (told.same, told.left) == (1, [])
    text = text.replace("sign-up", "paid").replace("home; remote", "Remote;clinic")
    services.import_file(actor=curator, text=text, form=form, write=True)
    row.refresh_from_db()
    assert (row.cost, row.settings, row.evidence) == ("paid", ["clinic", "remote"], "lived")


def test_a_word_of_a_file_that_is_not_known_is_told_by_its_line(library, curator):
    text = "title,cost,ages,settings\nOne,cheap,teenagers,clinic; moon\nTwo,free,,\n"
    told = services.import_file(actor=curator, text=text, form="csv", write=True)
    (line,) = told.left
    for word in ("cheap", "teenagers", "moon"):
        assert word in " ".join(line.problems)
    assert list(Resource.objects.values_list("title", "cost")) == [("Two", "free")]


def test_a_column_that_a_file_lacks_changes_nothing(library, curator):
    row = library.resource("One", description="Words", **ALL)
    row.principles.set([Principle.objects.first()])
    text = f"id,title,cost\n{row.uuid},Another,\n"
    services.import_file(actor=curator, text=text, form="csv", write=True)
    row.refresh_from_db()
    assert (row.title, row.cost, row.license, row.description) == ("Another", "", "cc-by-nc", "Words")
    assert row.ages == ALL["ages"] and row.principles.count() == 1


def test_fields_that_other_programs_mean_otherwise_keep_no_entry_out(library, curator):
    text = """@article{a, title = {One}, license = {https://creativecommons.org/licenses/by/4.0/}, cost = {12 USD},
      settings = {12 preschools}, ages = {3-5}, evidence = {RCT}, audience = {teachers}, state = {Ohio}}
    @misc{b, title = {Two}, license = {CC-BY}, cost = {free}, settings = {Home; clinic}, state = {published}}
    @misc{c, title = {Three}, license = {MIT}}
    """
    told = services.import_file(actor=curator, text=text, form="bib", write=True)
    assert told.left == []
    one, two, three = (Resource.objects.get(title=title) for title in ("One", "Two", "Three"))
    assert (one.license, one.cost, one.settings, one.ages, one.evidence) == ("cc-by", "", [], [], "")
    assert (one.audience, one.state) == ("members", "draft")
    for said in (
        "cost: 12 USD",
        "settings: 12 preschools",
        "evidence: RCT",
        "audience: teachers",
        "state: Ohio",
    ):
        assert said in one.description
    assert "license" not in one.description and "license: MIT" in three.description
    assert (two.license, two.cost, two.settings, two.state) == (
        "cc-by",
        "free",
        ["clinic", "home"],
        "published",
    )
    row = library.resource("Four", **ALL)
    (line,) = services.import_file(
        actor=curator,
        text=f"@misc{{d, title = {{Four}}, uuid = {{{row.uuid}}}, cost = {{cheap}}}}",
        form="bib",
    ).left
    assert "cheap" in line.problems[0], "what came from here and is wrong is told"


def test_a_license_of_creative_commons_is_known_by_its_address(curator):
    text = "@misc{a, title = {One}, copyright = {https://creativecommons.org/licenses/by-sa/4.0/}}\n"
    text += "@misc{b, title = {Two}, rights = {Ask us}}\n"
    services.import_file(actor=curator, text=text, form="bib", write=True)
    assert dict(Resource.objects.values_list("title", "license")) == {"One": "cc-by-sa", "Two": ""}
    assert "rights: Ask us" in Resource.objects.get(title="Two").description
    assert not Resource.objects.get(title="One").description
