"""A resource added by its address: what its page tells, what no page can do, and which resource is here already."""

import gzip
import json
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse

from library import asking, doi, fetching, services
from library.fetching import State, fetch
from library.models import Principle, Resource
from library.resource_forms import AddressForm
from library.webpage import license_of, told_by, without_traces
from tests.factories import UserFactory

ADD = "/curating/resources/add/"
PAGE = """<!doctype html><html lang="es-MX"><head><title>Servir y devolver | Centro</title>
<meta property="og:title" content="Servir y devolver"><meta name="description" content="Qu&eacute; es, en > dos frases.">
<meta property="og:site_name" content="Centro del Niño"><meta property="article:published_time" content="2021-05-04T10:00:00Z">
<link rel="canonical" href="/servir/?utm_source=mail&id=7"></head>
<body><a rel="license" href="https://creativecommons.org/licenses/by-nc-sa/4.0/deed.es">CC</a></body></html>"""
ANSWERS = {
    "/servir/": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/paper.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "/gone": (404, {"Content-Type": "text/html"}, b"<title>Not here</title>"),
    "/closed": (403, {"Content-Type": "text/html"}, b"<title>No</title>"),
    "/old": (302, {"Location": "/servir/"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/inside": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/decimal": (302, {"Location": "http://2130706433/"}, b""),
    "/mapped": (302, {"Location": "http://[::ffff:127.0.0.1]/"}, b""),
    "/large": (200, {"Content-Type": "text/html"}, PAGE.encode() + b"<p>more</p>" * 500_000),
    "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)),
    "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "/torn": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"not packed at all"),
    "/empty": (200, {"Content-Type": "text/html"}, b""),
}  # fmt: skip


class Pages(BaseHTTPRequestHandler):
    accepted: list[str] = []
    agents: set[str] = set()

    def do_GET(self):
        self.agents.add(self.headers["User-Agent"])
        self.accepted.append(self.headers["Accept"])
        if self.path == "/slow":
            return self.drip()
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return  # enough was read

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for letter in PAGE.encode():
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A site of our own that counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    public = asking.public_addresses
    monkeypatch.setattr(asking, "PORTS", {"http": {80, server.server_port}, "https": {443}})
    monkeypatch.setattr(
        asking,
        "public_addresses",
        lambda host, port: ["127.0.0.1"] if host == "site.example" else public(host, port),
    )
    yield f"http://site.example:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def curator(library):
    return UserFactory(curator=True)


def told(html, url="https://site.example/a"):
    return told_by(html.encode(), "utf-8", url)


class TestWhatAPageTells:
    def test_it_is_taken_from_what_is_made_for_sharing(self):
        assert told(PAGE, "https://site.example/servir/") == {
            "url": "https://site.example/servir/?id=7", "title": "Servir y devolver", "year": 2021, "language": "es",
            "description": "Qué es, en > dos frases.", "publisher": "Centro del Niño", "license": "cc-by-nc-sa",
            "kind": "website",
        }  # fmt: skip

    def test_it_is_taken_from_what_is_made_for_citing(self):
        said = told(
            '<title>x</title><meta name="citation_title" content="Early Talk"><meta name="DC.language" content="en">'
            '<meta name="citation_journal_title" content="Pediatrics"><meta name="citation_publication_date" content="2019/7">'
            '<meta property="og:title" content="Early Talk - Buy it">'
        )
        assert (said["title"], said["publisher"], said["year"]) == ("Early Talk", "Pediatrics", 2019)
        assert (said["kind"], said["language"]) == ("article", "en")

    def test_it_is_taken_from_schema_org(self):
        node = {
            "@type": ["VideoObject"], "name": "Five steps", "description": "A film.", "publisher": {"name": "Center"},
            "datePublished": "2018-01-01", "inLanguage": "en-US", "license": "https://creativecommons.org/publicdomain/zero/1.0/",
            "isAccessibleForFree": True,
        }  # fmt: skip
        graph = json.dumps(
            {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "No"}, node]}
        )
        said = told(f'<script type="application/ld+json">{graph}</script>')
        assert said == {
            "url": "https://site.example/a", "title": "Five steps", "description": "A film.", "publisher": "Center",
            "year": 2018, "language": "en", "license": "cc0", "kind": "video", "cost": "free",
        }  # fmt: skip

    def test_a_page_that_says_nothing_fills_nothing_in(self):
        assert told("<p>Words</p>") == {"url": "https://site.example/a", "kind": "website"}
        assert told("") == {"url": "https://site.example/a", "kind": "website"}

    def test_a_language_that_is_not_spoken_here_is_left_out(self):
        assert "language" not in told('<html lang="fi"><title>Sivu</title>')

    @pytest.mark.parametrize(
        ("own", "url"),
        [
            ("https://www.site.example/b", "https://www.site.example/b"),
            ("https://other.example/b", "https://site.example/a"),
            ("https://site.example/", "https://site.example/a"),
            ("javascript:alert(1)", "https://site.example/a"),
            ("https://me:word@site.example/b", "https://site.example/a"),
            ("https://[broken", "https://site.example/a"),
            ("https://site.example/" + "b" * 600, "https://site.example/a"),
        ],
    )
    def test_its_own_address_is_taken_where_it_is_one(self, own, url):
        assert told(f'<link rel="canonical" href="{own}">')["url"] == url

    @pytest.mark.parametrize(
        ("said", "license"),
        [
            ("http://creativecommons.org/licenses/by/3.0/us/", "cc-by"),
            ("https://creativecommons.org/licenses/BY-NC-ND/4.0", "cc-by-nc-nd"),
            ("https://creativecommons.org/publicdomain/mark/1.0/", "public"),
            ("https://creativecommons.org/licenses/sampling+/1.0/", ""),
            ("All rights reserved", ""),
            ("", ""),
        ],
    )
    def test_licenses_of_creative_commons_are_known_by_their_address(self, said, license):
        assert license_of(said) == license

    def test_what_says_who_sent_a_reader_is_taken_off(self):
        assert without_traces("https://a.example/x?id=7&utm_medium=m&fbclid=1") == "https://a.example/x?id=7"
        assert without_traces("https://a.example/x?b=&a=%20c") == "https://a.example/x?b=&a=%20c"


class TestWhatARegistrySays:
    ARTICLE = {
        "type": "article-journal", "title": "Early &amp; Often", "container-title": "Pediatrics", "publisher": "AAP",
        "issued": {"date-parts": [[2021, 8]]}, "language": "en", "abstract": "<jats:p>Talk <b>helps</b>.</jats:p>",
        "license": [{"URL": "http://creativecommons.org/licenses/by/4.0/"}],
    }  # fmt: skip

    def test_it_is_taken_over(self):
        url = "https://doi.org/10.1542/peds.2021-052582"
        assert doi.told_by_registry(json.dumps(self.ARTICLE).encode(), url) == {
            "url": url, "title": "Early & Often", "publisher": "Pediatrics", "year": 2021, "language": "en",
            "description": "Talk helps .", "license": "cc-by", "kind": "article",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"\xff\xfe",
            b"[" * 90_000,
            b'{"title": {"a": 1}, "issued": {"date-parts": [["x"]]}, "license": [3]}',
            b'{"issued": {"date-parts": [[1e999]]}}',
        ],
    )
    def test_odd_answers_fill_nothing_in(self, body):
        said = doi.told_by_registry(body, "https://doi.org/10.1/x")
        assert set(said) <= {"url", "kind"}

    def test_a_doi_asks_the_registry_and_its_journal_only_where_that_says_nothing(
        self, client, curator, site, monkeypatch
    ):
        monkeypatch.setattr(asking, "public_addresses", lambda host, port: ["127.0.0.1"])
        monkeypatch.setitem(ANSWERS, "/10.1542/a", (302, {"Location": "/works/a"}, b""))
        said = json.dumps(self.ARTICLE).encode()
        monkeypatch.setitem(ANSWERS, "/works/a", (200, {"Content-Type": doi.TYPE}, said))
        address = site.replace("site.example", "doi.org") + "/10.1542/a"
        client.force_login(curator)
        page = client.post(ADD, {"act": "look", "url": address}).content.decode()
        assert 'value="Early &amp; Often"' in page and f'value="{address}"' in page
        assert Pages.accepted[-2:] == [fetching.REGISTRY, fetching.REGISTRY]
        fetch(f"{site}/servir/")
        assert Pages.accepted[-1] == fetching.PAGE

    def test_a_doi_by_itself_is_an_address(self):
        for said in (
            "10.1542/peds.2021-052582",
            "doi: 10.1542/peds.2021-052582",
            " DOI:10.1542/peds.2021-052582 ",
        ):
            form = AddressForm({"url": said})
            assert form.is_valid(), form.errors
            assert form.cleaned_data["url"] == "https://doi.org/10.1542/peds.2021-052582"


class TestHostilePages:
    def test_scripts_in_words_stay_words(self, client, curator, site, monkeypatch):
        evil = '<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><meta name="description" content="\'&quot;><b>">'
        monkeypatch.setitem(ANSWERS, "/evil", (200, {"Content-Type": "text/html"}, evil.encode()))
        client.force_login(curator)
        page = client.post(ADD, {"act": "look", "url": f"{site}/evil"}).content.decode()
        assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page

    @pytest.mark.parametrize(
        "part",
        [
            "<", "<!--", "<b>", "<a ", "<a x='", '<meta content="', "<html ", "<title>", "<![", "<?", "&", "</title",
            '<script type="application/ld+json">', '<script type="application/ld+json">[', "<link rel=license href=",
            "<meta name=a content=b>", "<a href=x rel=license>", "\x00", "\u202e", "<meta x=y" + " " * 50,
        ],
    )  # fmt: skip
    def test_no_page_takes_long_to_read(self, part):
        body = (part * (fetching.MOST_BYTES // len(part))).encode()[: fetching.MOST_BYTES]
        begun = time.process_time()
        told_by(body, "utf-8", "https://site.example/")
        assert time.process_time() - begun < 4

    @pytest.mark.parametrize(
        ("begins", "part"), [("<script ", "ld+json "), ("", "<metacharset="), ("<meta ", "charset "), ("<meta charset=", " ")]
    )  # fmt: skip
    def test_no_search_begins_again_at_each_word(self, begins, part):
        """Each took minutes, while nothing else of the process went on."""
        body = (begins + part * (fetching.MOST_BYTES // len(part))).encode()
        assert told_by(body, "", "https://site.example/") == {
            "url": "https://site.example/",
            "kind": "website",
        }

    @pytest.mark.parametrize("how", ["&#{}", "&amp;#{}"])
    def test_letters_with_numbers_beyond_all_are_left_out(self, how):
        number = how.format("9" * 5000)
        said = told(f'<title>Still {number};</title><meta name="description" content="Here {number};">')
        assert said["title"].startswith("Still") and said["description"].startswith("Here")

    @pytest.mark.parametrize("charset", ["", "utf-8", "no-such-charset", "utf-16", "idna", "zlib"])
    def test_broken_letters_break_nothing(self, charset):
        said = told_by(b"<title>Caf\xe9 \xff\xfe\x00 \x80</title>", charset, "https://site.example/")
        assert "\x00" not in said.get("title", "")

    @pytest.mark.parametrize("charset", ["punycode", "idna", "utf-7", "unicode_escape", "zlib"])
    def test_letters_that_take_forever_are_not_tried(self, charset):
        begun = time.process_time()
        said = told_by(
            b"<title>Still</title>" + b"a" * 900_000 + b"-" + b"a" * 90_000, charset, "https://site.example/"
        )
        assert said["title"] == "Still" and time.process_time() - begun < 4

    def test_accents_are_read_as_they_were_written(self):
        page = "<title>Niñez</title>"
        assert told_by(page.encode("cp1252"), "", "https://site.example/")["title"] == "Niñez"
        assert (
            told_by(page.encode("utf-8") + "ñ".encode()[:1], "utf-8", "https://site.example/")["title"]
            == "Niñez"
        )
        declared = '<meta charset="iso-8859-2"><title>Žák</title>'
        assert told_by(declared.encode("iso-8859-2"), "", "https://site.example/")["title"] == "Žák"
        for declared in (
            '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-2"><title>Žák</title>',
            "<?xml version='1.0' encoding='iso-8859-2'?><title>Žák</title>",
        ):
            assert told_by(declared.encode("iso-8859-2"), "", "https://site.example/")["title"] == "Žák"

    def test_words_without_end_are_cut_to_what_fits(self):
        said = told(f'<meta name="description" content="{"long " * 5000}"><title>{"title " * 500}</title>')
        assert len(said["title"]) <= 200 and said["title"].endswith("…")
        assert len(said["description"]) <= 2000

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 50_000,
            '{"@type": 3, "name": [1, {}], "publisher": [[]], "license": {"url": 5}}',
            "9" * 5000,
            '{"@graph": 1}',
        ],
    )
    def test_odd_data_is_passed_over(self, text):
        said = told(f'<title>Still</title><script type="application/ld+json">{text}</script>')
        assert said["title"] == "Still"


class TestAskingThePage:
    def test_it_says_who_asks_and_what_for(self, site, monkeypatch, settings):
        monkeypatch.setattr(Pages, "agents", set())
        fetch(f"{site}/servir/")
        assert Pages.agents == {f"page preview for a curator of {settings.BASE_URL}"}

    def test_a_page_is_read(self, site):
        found = fetch(f"{site}/old")
        assert (found.state, found.url, found.charset) == (State.PAGE, f"{site}/servir/", "utf-8")
        assert fetch(f"{site}/packed").body == PAGE.encode()

    @pytest.mark.parametrize(
        ("path", "state"),
        [
            ("/paper.pdf", State.FILE), ("/gone", State.GONE), ("/closed", State.SILENT), ("/round", State.SILENT),
            ("/file", State.SILENT), ("/inside", State.SILENT), ("/decimal", State.SILENT), ("/mapped", State.SILENT),
            ("/torn", State.SILENT), ("/empty", State.SILENT),
        ],
    )  # fmt: skip
    def test_what_is_no_page_says_what_it_is(self, site, path, state):
        assert fetch(f"{site}{path}").state is state

    @pytest.mark.parametrize("path", ["/large", "/bomb"])
    def test_no_more_is_read_than_fits(self, site, path):
        found = fetch(f"{site}{path}")
        assert found.state is State.PAGE and len(found.body) == fetching.MOST_BYTES

    def test_a_slow_page_is_given_up(self, site, monkeypatch):
        monkeypatch.setattr(fetching, "DEADLINE", 1)
        begun = time.monotonic()
        found = fetch(f"{site}/slow")
        assert time.monotonic() - begun < 4
        assert len(found.body) < len(PAGE)

    def test_a_slow_server_of_names_is_not_waited_for(self, monkeypatch):
        monkeypatch.setattr(fetching, "DEADLINE", 0.2)
        monkeypatch.setattr(fetching, "PATIENCE", 0.2)

        def slow(*args, **kwargs):
            time.sleep(2)
            raise socket.gaierror

        monkeypatch.setattr(socket, "getaddrinfo", slow)
        begun = time.monotonic()
        assert fetch("http://slow.example/").state is State.SILENT
        assert time.monotonic() - begun < 1.5

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/", "http://2130706433/", "http://0x7f.1/",
            "http://[::ffff:127.0.0.1]/", "http://[::1]/", "http://example.org:22/", "file:///etc/passwd",
            "http://user:word@example.org/", "http:///", "http://example.org:99999/", "http://[oops/",
        ],
    )  # fmt: skip
    def test_nothing_inside_and_nothing_odd_is_asked(self, url, monkeypatch):
        monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("asked"))
        assert fetch(url).state is State.SILENT

    def test_the_connection_goes_to_the_address_that_was_looked_at(self, monkeypatch):
        """A name that answers with an address inside the second time gains nothing."""
        answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
        met = []

        def names(host, port, *args, **kwargs):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

        def connect(address, *args, **kwargs):
            met.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", names)
        monkeypatch.setattr(socket, "create_connection", connect)
        assert fetch("http://two-faced.example/").state is State.SILENT
        assert met == [("93.184.216.34", 80)]


class TestThePageThatAdds:
    def look(self, client, url):
        return client.post(ADD, {"act": "look", "url": url})

    def filled(self, **more):
        return {
            "act": "save", "url": "https://site.example/a", "title": "Servir", "description": "", "kind": "video",
            "language": "es", "publisher": "Centro", "year": "2021", "cost": "free", "license": "", "evidence": "",
            "ages": ["0-12 months"], "principles": [Principle.objects.first().pk], "tags": "play, talk",
            "audience": "public", "state": "draft", "double": "", **more,
        }  # fmt: skip

    def test_what_the_page_says_fills_the_form_and_nothing_is_kept_yet(self, client, curator, site):
        client.force_login(curator)
        page = self.look(client, f"{site}/servir/").content.decode()
        assert 'value="Servir y devolver"' in page and "Look through it" in page
        assert 'value="cc-by-nc-sa" selected' in page
        assert not Resource.objects.exists()

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/closed", "could not be reached"),
            ("/paper.pdf", "a file at this address"),
            ("/gone", "no page at this address"),
        ],
    )
    def test_what_cannot_be_read_opens_the_form_with_the_address_alone(
        self, client, curator, site, path, words
    ):
        client.force_login(curator)
        page = self.look(client, f"{site}{path}").content.decode()
        assert words in page and f'value="{site}{path}"' in page and 'name="title"' in page

    def test_an_installation_that_asks_nobody_opens_the_form_too(
        self, client, curator, library, settings, monkeypatch
    ):
        there = library.resource("Another name", url="https://site.example/a")
        settings.LINK_CHECKS = False
        monkeypatch.setattr(services.resources, "fetch", lambda url: pytest.fail("asked"))
        client.force_login(curator)
        page = self.look(client, "https://www.site.example/a/?utm_source=mail").content.decode()
        assert "could not be reached" in page and "utm_source" not in page
        assert "is here already" in page and f'name="double" value="{there.pk}"' in page

    @pytest.mark.parametrize(
        "url", ["", "ftp://site.example/", "javascript:alert(1)", "no address", "https://" + "a" * 600]
    )
    def test_what_is_no_address_comes_back_with_why(self, client, curator, url):
        client.force_login(curator)
        page = self.look(client, url).content.decode()
        assert 'name="url"' in page and 'name="title"' not in page and 'aria-invalid="true"' in page

    def test_a_curator_who_asks_without_end_waits_and_keeps_the_address(self, client, curator, settings):
        settings.LINK_CHECKS = False
        client.force_login(curator)
        answers = [
            self.look(client, "https://site.example/a") for _n in range(services.resources.LOOKS_A_MINUTE + 1)
        ]
        assert answers[0].status_code == 200 and answers[-1].status_code == 429
        assert 'value="https://site.example/a"' in answers[-1].content.decode()

    def test_it_is_saved_as_it_was_corrected(self, client, curator):
        client.force_login(curator)
        answer = client.post(ADD, self.filled())
        row = Resource.objects.get()
        assert answer.url == reverse("library:resource-detail", args=[row.pk])
        assert (row.title, row.kind, row.year, row.state, row.ages) == (
            "Servir",
            "video",
            2021,
            "draft",
            ["0-12 months"],
        )
        assert row.principles.count() == 1 and sorted(row.tags.names()) == ["play", "talk"]

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, client, curator):
        client.force_login(curator)
        page = client.post(ADD, self.filled(title="", publisher="Only this", principles=[])).content.decode()
        assert "Only this" in page and not Resource.objects.exists()

    def test_what_is_here_already_is_said_before_and_saved_when_meant(self, client, curator, library):
        there = library.resource("Another name", url="http://www.site.example/a/")
        client.force_login(curator)
        page = client.post(ADD, self.filled()).content.decode()
        assert "is here already" in page and reverse("library:resource-detail", args=[there.pk]) in page
        assert Resource.objects.count() == 1 and f'name="double" value="{there.pk}"' in page
        client.post(ADD, self.filled(double=there.pk))
        assert Resource.objects.count() == 2

    def test_it_is_said_as_soon_as_the_page_was_asked(self, client, curator, library, site):
        there = library.resource("Servir y devolver", year=2021)
        client.force_login(curator)
        page = self.look(client, f"{site}/servir/").content.decode()
        assert "is here already" in page and f'name="double" value="{there.pk}"' in page

    def test_the_editors_admin_says_so_too(self, client, curator, library):
        there = library.resource("Servir", year=2021)
        client.force_login(curator)
        address = reverse(Resource.snippet_viewset.get_url_name("add"))
        said = self.filled(document="", url="https://elsewhere.example/", tags='"play"')
        page = client.post(address, said).content.decode()
        assert "is here already" in page and f'name="double" value="{there.pk}"' in page
        assert reverse("library:resource-detail", args=[there.pk]) in page
        assert client.post(address, said | {"double": there.pk}).status_code == 302
        assert Resource.objects.count() == 2

    def test_changing_something_else_of_one_asks_nothing(self, client, curator, library):
        library.resource("Servir", year=2021)
        row = library.resource("Servir", year=2021)
        client.force_login(curator)
        address = reverse(Resource.snippet_viewset.get_url_name("edit"), args=[row.pk])
        said = self.filled(document="", url="", tags="", publisher="Other")
        assert client.post(address, said).status_code == 302

    def test_members_add_nothing(self, client, library):
        client.force_login(UserFactory())
        assert client.get(ADD).status_code == 403
        assert client.post(ADD, self.filled()).status_code == 403
        assert not Resource.objects.exists()
