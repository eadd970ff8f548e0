"""Whether guides still hold: who is reminded to read one again, and which of the addresses that they name still open."""

import re
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from cop.core.schedule import registered
from library import asking, services
from library.asking import Answer, Outcome, ask
from library.models import Link, Review
from library.tasks import check_links
from notifications.models import Notification
from tests.factories import UserFactory

DESK = "/curating/"
PAGES = {
    "/here": (200, ""),
    "/old": (301, "/here"),
    "/for-now": (302, "/here"),
    "/gone": (404, ""),
    "/closed": (403, ""),
    "/round": (301, "/round"),
    "/inside": (302, "http://10.0.0.1/"),
    "/file": (302, "file:///etc/passwd"),
    "/no-heads": (200, ""),
}


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


class Pages(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_HEAD(self):
        self.asked.append(f"{self.command} {self.path}")
        status, location = PAGES.get(self.path, (500, ""))
        if self.command == "HEAD" and self.path == "/no-heads":
            status = 405
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A site of our own that counts as public: the address of its pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    public = asking.public_addresses
    monkeypatch.setattr(asking, "PORTS", {"http": {80, server.server_port}, "https": {443}})
    monkeypatch.setattr(
        asking,
        "public_addresses",
        lambda host, port: ["127.0.0.1"] if host == "site.example" else public(host, port),
    )
    Pages.asked = []
    yield f"http://site.example:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/here", Outcome.OPENS), ("/for-now", Outcome.OPENS), ("/no-heads", Outcome.OPENS), ("/gone", Outcome.GONE),
        ("/closed", Outcome.UNSURE), ("/broken", Outcome.UNSURE), ("/round", Outcome.UNSURE),
    ],
)  # fmt: skip
def test_what_a_site_answers_is_told_apart(site, path, outcome):
    assert ask(f"{site}{path}") == Answer(outcome)


def test_what_has_moved_for_good_says_where(site):
    assert ask(f"{site}/old") == Answer(Outcome.MOVED, f"{site}/here")


def test_only_heads_are_asked_for_where_a_site_gives_them(site):
    ask(f"{site}/here")
    ask(f"{site}/no-heads")
    assert Pages.asked == ["HEAD /here", "HEAD /no-heads", "GET /no-heads"]


def test_a_site_leads_nobody_inside(site):
    assert ask(f"{site}/inside") == ask(f"{site}/file") == Answer(Outcome.UNSURE)
    assert Pages.asked == ["HEAD /inside", "HEAD /file"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.0.9/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://0.0.0.0/", "http://2130706433/",
        "http://0x7f.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/",
        "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/",
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://example.org:22/",
        "http://user:word@example.org/", "https://example.org:80/", "http:///nothing", "//example.org/",
    ],
)  # fmt: skip
def test_nothing_inside_and_nothing_odd_is_ever_asked(url, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert ask(url).outcome in {Outcome.UNSURE, Outcome.SILENT}


def test_a_name_with_one_address_inside_is_not_asked(monkeypatch):
    found = [(None, None, None, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("asked"))
    assert ask("http://two-faced.example/") == Answer(Outcome.UNSURE)


def test_an_address_that_nobody_answers_raises_nothing(monkeypatch):
    def nobody(*args, **kwargs):
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert ask("http://nowhere.example/") == Answer(Outcome.SILENT)
    assert ask("http://[bad/") == Answer(Outcome.UNSURE)


def link(url="https://a.example/one", **fields):
    return Link.objects.create(url=url, host=Link.host_of(url), **fields)


def told(row, outcome, moved_to=""):
    services.note_answer(link_id=row.pk, answer=Answer(outcome, moved_to))
    row.refresh_from_db()
    return row.state


def days_pass(row, days):
    for name in ("failing_since", "checked_at", "reached_at"):
        if (moment := getattr(row, name)) is not None:
            setattr(row, name, moment - timedelta(days=days))
    row.save()


def test_a_link_is_called_broken_only_after_failing_for_days_while_others_answered(db):
    row, other = link(state="ok"), link("https://b.example/", reached_at=timezone.now())
    for _ in range(4):
        assert told(row, Outcome.SILENT) == "unknown", "often in one day says no more than once"
    days_pass(row, 4)
    assert told(row, Outcome.SILENT) == "broken"
    assert told(row, Outcome.OPENS) == "ok" and (row.failures, row.failing_since) == (0, None)
    assert told(row, Outcome.GONE) == "unknown", "one try says little"
    assert told(row, Outcome.MOVED, "https://a.example/two") == "moved"
    assert row.moved_to == "https://a.example/two"
    assert told(other, Outcome.UNSURE) == "unknown"


def test_without_the_web_links_are_not_known_and_never_broken(db):
    row = link(state="ok")
    alike = link(
        "https://a.example/other", reached_at=timezone.now()
    )  # says nothing of the web: the same host
    for _ in range(6):
        assert told(row, Outcome.SILENT) == "unknown"
        days_pass(row, 2)
    assert row.failures == 0
    alike.delete()
    gone = link("https://c.example/", state="broken", failures=5, failing_since=timezone.now())
    assert told(gone, Outcome.SILENT) == "broken", "what was known stays known"


def test_each_host_is_asked_one_page_at_a_time(db, settings):
    first = link("https://a.example/1")
    link("https://a.example/2")
    other = link("https://b.example/1")
    link("https://d.example/1", next_at=timezone.now() + timedelta(days=1))
    assert services.take_due() == [first.pk, other.pk]
    assert services.take_due() == [], "the second waits for the answer of the first"
    told(first, Outcome.OPENS)
    assert [Link.objects.get(pk=pk).url for pk in services.take_due()] == ["https://a.example/2"]
    settings.LINK_CHECKS = False
    Link.objects.update(next_at=timezone.now(), asked_at=None)
    assert services.take_due() == []


def test_the_worker_asks_what_guides_name(library, site, run_tasks):
    source = {"title": "A source", "url": f"{site}/old"}
    resource = library.resource(url="https://other.example/", source_id="other")
    guide = library.guide(sources=[source, {"title": "No link"}], related_resources=[resource.source_id])
    services.gather_links()
    assert set(guide.links.values_list("host", flat=True)) == {"site.example", "other.example"}
    Link.objects.filter(host="other.example").update(next_at=timezone.now() + timedelta(days=1))
    check_links()
    run_tasks()
    assert Link.objects.get(host="site.example").state == "moved"
    guide.unpublish()
    services.gather_links()
    assert [row.host for row in Link.objects.all()] == ["other.example"], (
        "of a resource that stands by itself"
    )
    assert {name for name in registered if name.startswith("library.tasks.")} >= {
        f"library.tasks.{name}" for name in ("check_links", "look_for_links", "remind_of_reviews")
    }


def test_readers_and_curators_hear_of_a_source_that_does_not_open(library, member, curator, client_for):
    guide = library.guide(sources=[{"title": "A source", "url": "https://a.example/one"}])
    services.gather_links()
    said = "did not open when it was last tried"
    assert said not in html(client_for(), guide.url)
    assert "https://a.example/one" not in html(client_for(curator), DESK)
    Link.objects.update(state="broken", failing_since=timezone.now())
    assert said in html(client_for(), guide.url)
    assert "https://a.example/one" in html(client_for(curator), DESK)
    assert not Link.objects.visible_to(member).exists()
    library.close(guide, kind="groups", groups=[])
    assert "https://a.example/one" not in html(client_for(curator), DESK)


def test_what_only_resources_name_is_asked_too_and_after_what_guides_name(library, settings):
    settings.BASE_URL = "https://here.example"
    listed = library.resource(url="https://a.example/paper", source_id="listed")
    library.resource(url="https://here.example/guides/", source_id="own")
    library.draft(url="https://draft.example/")
    services.gather_links()
    library.guide(sources=[{"title": "A source", "url": "https://a.example/source"}])
    services.gather_links()
    assert set(Link.objects.values_list("url", flat=True)) == {
        "https://a.example/paper",
        "https://a.example/source",
    }
    (first,) = services.take_due()
    assert Link.objects.get(pk=first).url == "https://a.example/source", "though it came later"
    listed.state = "draft"
    listed.save()
    services.gather_links()
    assert [row.url for row in Link.objects.all()] == ["https://a.example/source"]


def test_a_host_with_many_hides_no_other(db):
    Link.objects.bulk_create(Link(url=f"https://a.example/{n}", host="a.example") for n in range(500))
    other = link("https://z.example/")
    assert other.pk in services.take_due()


def test_the_page_of_a_resource_says_when_its_address_does_not_open(library, member, curator, client_for):
    resource = library.resource(url="https://a.example/paper")
    url, said = f"/resources/{resource.pk}/", "did not open when it was last tried"
    services.gather_links()
    assert said not in html(client_for(member), url) and "Seen by curators" not in html(
        client_for(member), url
    )
    assert "not known" in html(client_for(curator), url)
    Link.objects.update(state="moved", moved_to="https://b.example/paper", checked_at=timezone.now())
    assert "Has moved to https://b.example/paper" in html(client_for(curator), url)
    assert "b.example" not in html(client_for(member), url)
    Link.objects.update(state="broken", failing_since=timezone.now())
    for viewer in (None, member, curator):
        assert said in html(client_for(viewer), url)
    mend = html(client_for(curator), DESK).split('id="links"')[1].split("</section>")[0]
    assert f"/admin/snippets/library/resource/edit/{resource.pk}/" in mend and resource.title in mend


def test_who_looks_after_a_guide_is_reminded_once_for_each_day(
    library, curator, moderator, run_tasks, client_for
):
    later, soon = library.guide("Later"), library.guide("Soon")
    for guide, days in ((later, 30), (soon, 6)):
        guide.keeper, guide.read_again_by = curator, timezone.localdate() + timedelta(days=days)
        guide.save_revision(user=moderator).publish(user=moderator)
    for _ in range(2):
        services.remind_due()
        run_tasks()
    line = Notification.objects.get(member=curator)
    assert line.kind == "review" and Review.objects.get().guide_id == soon.pk
    assert "Soon" in html(client_for(curator), "/notifications/")
    soon.read_again_by -= timedelta(days=1)
    soon.save_revision(user=moderator).publish(user=moderator)
    services.remind_due()
    run_tasks()
    assert Notification.objects.filter(member=curator).count() == 2


def test_who_is_no_curator_any_more_is_not_reminded(library, curator, moderator, run_tasks):
    guide = library.guide()
    guide.keeper, guide.read_again_by = curator, timezone.localdate()
    guide.save_revision(user=moderator).publish(user=moderator)
    curator.groups.clear()
    services.remind_due()
    run_tasks()
    assert not Notification.objects.exists()


def test_the_desk_says_what_is_due_and_whose_it_is(library, curator, moderator, client_for):
    today = timezone.localdate()
    for title, days, keeper in (
        ("Overdue", -3, curator), ("In two weeks", 14, None), ("Next year", 300, curator),
    ):  # fmt: skip
        guide = library.guide(title)
        guide.keeper, guide.read_again_by = keeper, today + timedelta(days=days)
        guide.save_revision(user=moderator).publish(user=moderator)
    due = html(client_for(curator), DESK).split('id="due"')[1].split("</section>")[0]
    assert re.findall(r"(Overdue|In two weeks|Next year)", due) == ["Overdue", "In two weeks"]
    assert "Was due on" in due and curator.display_name in due and "Nobody looks after it" in due
    assert curator.display_name not in html(client_for(), guide.url), "readers do not see who"


def test_only_curators_can_be_asked_to_look_after_a_guide(library, curator, client_for):
    guide = library.guide()
    UserFactory(display_name="Not a curator")
    page = html(client_for(curator), f"/admin/pages/{guide.pk}/edit/")
    choices = page.split('name="keeper"')[1].split("</select>")[0]
    assert curator.display_name in choices and "Not a curator" not in choices
