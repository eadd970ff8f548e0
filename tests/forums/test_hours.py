"""The ledger of hours: signed by those who lead, never changed, read and certified by whoever was there."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from fontTools.ttLib import TTFont

from cop.core.access import Refused
from forums.models import Certificate, HoursEntry, Round
from forums.rounds.certificate import FONTS, certificate_pdf
from forums.rounds.hours import Attended, attended, still_said
from forums.services import attending, hours, running
from tests.factories import UserFactory
from tests.forums.test_rounds import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(moderator):
    return moderator


@pytest.fixture
def held(leader, member, other_member):
    """A round that is over, at which three were."""
    thread = plan(leader, at=timezone.now() + timedelta(minutes=5))
    running.lead(actor=leader, thread=thread, act="start")
    for who in (leader, member, other_member):
        attending.be_here(actor=who, thread=thread, on=True)
    running.lead(actor=leader, thread=thread, act="end")
    return thread


def test_a_facilitator_signs_for_who_was_there_once(held, leader, member, other_member):
    assert hours.sign(actor=leader, thread=held, minutes={member.pk: 60, other_member.pk: 45}) == 2
    assert hours.sign(actor=leader, thread=held, minutes={member.pk: 90}) == 0
    assert attended(member)[0].minutes == 60
    entry = HoursEntry.objects.get(member=member)
    assert (entry.signed_by, entry.signer) == (leader, leader.display_name)


def test_nobody_signs_for_themselves_for_strangers_or_before_the_end(held, leader, member, moderator):
    with pytest.raises(ValidationError):
        hours.sign(actor=leader, thread=held, minutes={leader.pk: 60})
    with pytest.raises(ValidationError):
        hours.sign(actor=leader, thread=held, minutes={UserFactory().pk: 60})
    with pytest.raises(ValidationError):
        hours.sign(actor=leader, thread=held, minutes={member.pk: 601})
    with pytest.raises(Refused):
        hours.sign(actor=member, thread=held, minutes={member.pk: 60})
    with pytest.raises(Refused):
        hours.sign(actor=leader, thread=plan(leader), minutes={})
    assert not HoursEntry.objects.exists()


def test_a_correction_is_a_row_of_its_own_with_a_reason(held, leader, member):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 60})
    first = HoursEntry.objects.get()
    for wrong in (
        {"minutes": 60, "reason": "x"},
        {"minutes": 45, "reason": " "},
        {"minutes": -1, "reason": "x"},
    ):
        with pytest.raises(ValidationError):
            hours.correct(actor=leader, thread=held, entry=first.pk, **wrong)
    hours.correct(actor=leader, thread=held, entry=first.pk, minutes=45, reason="Left early")
    hours.correct(actor=leader, thread=held, entry=first.pk, minutes=50, reason="Came back")
    assert [row.minutes for row in HoursEntry.objects.all()] == [60, -15, 5]
    assert (attended(member)[0].minutes, attended(member)[0].notes) == (50, ["Left early", "Came back"])


def test_the_database_itself_refuses_to_change_or_delete_a_row(held, leader, member):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 60})
    rows = HoursEntry.objects.all()
    for change in ({"minutes": 90}, {"member": leader}, {"signer": "Somebody else"}, {"reason": "Late"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    rows.update(member=None, signed_by=None, signer="")  # what erasure needs
    assert rows.get().minutes == 60


def test_the_page_of_who_was_here_is_for_those_who_lead(held, leader, member, other_member, client_for):
    address = f"/threads/{held.pk}/round/hours/"
    assert client_for(member).get(address).status_code == 403
    client = client_for(leader)
    page = client.get(address).content.decode()
    assert member.display_name in page and "Another facilitator signs for you." in page
    form = {"sign": "1", "member": [member.pk], f"minutes-{member.pk}": "55"}
    assert client.post(address, form).status_code == 302
    entry = HoursEntry.objects.get()
    assert entry.minutes == 55
    wrong = client.post(address, {"correct": "1", "entry": entry.pk, "minutes": "55", "reason": "x"})
    assert wrong.status_code == 422
    client.post(address, {"correct": "1", "entry": entry.pk, "minutes": "50", "reason": "Left early"})
    page = client.get(address).content.decode()
    assert "Left early" in page and 'name="sign"' in page
    client.post(address, {"sign": "1", "member": [other_member.pk], f"minutes-{other_member.pk}": "55"})
    assert 'name="sign"' not in client.get(address).content.decode(), "there is nobody left to sign for"
    nobody = client.post(address, {"sign": "1"}, follow=True).content.decode()
    assert "Nobody was ticked" in nobody and "Signed for 0" not in nobody


def test_what_was_typed_stays_when_a_number_is_wrong(held, leader, member, other_member, client_for):
    address, client = f"/threads/{held.pk}/round/hours/", client_for(leader)
    form = {
        "sign": "1",
        "member": [member.pk],
        f"minutes-{member.pk}": "6o",
        f"minutes-{other_member.pk}": "47",
    }
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 422 and not HoursEntry.objects.exists()
    assert 'value="6o"' in page and 'value="47"' in page and f'id="id_minutes-{member.pk}_error"' in page
    assert f'value="{member.pk}" form="sign" checked' in page
    assert f'value="{other_member.pk}" form="sign" checked' not in page
    form |= {f"minutes-{member.pk}": "60", f"minutes-{other_member.pk}": "x"}
    assert client.post(address, form).status_code == 302, "whoever is not signed for has no minutes"
    entry = HoursEntry.objects.get()
    wrong = {"correct": "1", "entry": entry.pk, "minutes": "601", "reason": "Stayed on"}
    answer = client.post(address, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="601"' in page and 'value="Stayed on"' in page
    assert HoursEntry.objects.count() == 1


def test_the_sector_stands_on_no_list_of_names(held, leader, member, client_for):
    page = client_for(leader).get(f"/threads/{held.pk}/round/hours/").content.decode()
    assert member.display_name in page and f'<span class="small soft">{member.profile.sector}' not in page


def test_ones_own_hours_by_year_and_as_a_table(held, leader, member, other_member, client_for):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 90})
    client, year = client_for(member), attended(member)[0].day.year
    page = client.get("/hours/").content.decode()
    assert "1.5 hours" in page and "A round on goodbyes" in page
    assert "1.5 hours" in client.get(f"/hours/?year={year}").content.decode()
    table = client.get(f"/hours/hours.csv?year={year}")
    assert table["Content-Type"].startswith("text/csv")
    text = table.content.decode("utf-8-sig")
    assert "A round on goodbyes,90,1.5" in text and leader.display_name in text
    assert "No hours are signed yet." in client_for(other_member).get("/hours/").content.decode()
    assert client_for().get("/hours/").status_code == 302


def certificate_of(client, **form):
    answer = client.post("/hours/", form)
    assert answer.status_code == 302, answer.content.decode()
    return Certificate.objects.latest("pk"), client.get(answer["Location"])


def test_a_certificate_is_ones_own_and_the_same_hours_have_one(
    held, leader, member, other_member, client_for
):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 90})
    client = client_for(member)
    made, file = certificate_of(client, round_key=Round.objects.get(thread=held).pk)
    assert file["Content-Type"] == "application/pdf" and file.content.startswith(b"%PDF-")
    again, _file = certificate_of(client, round_key=Round.objects.get(thread=held).pk)
    assert again == made
    assert client_for(other_member).get(f"/hours/certificates/{made.uuid}.pdf").status_code == 404
    with pytest.raises(ValidationError):
        hours.certify(actor=other_member, round_key=Round.objects.get(thread=held).pk)
    day = attended(member)[0].day.isoformat()
    of_period, _file = certificate_of(client, since=day, until=day)
    assert of_period.minutes == 90 and of_period != made
    assert client.post("/hours/", {"since": "2020-01-01", "until": "2020-12-31"}).status_code == 422


def test_a_certificate_keeps_the_rows_of_which_it_was_made(held, leader, member, client_for, monkeypatch):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 90})
    client, key = client_for(member), Round.objects.get(thread=held).pk
    made = hours.certify(actor=member, round_key=key)
    entry = HoursEntry.objects.get()
    hours.correct(actor=leader, thread=held, entry=entry.pk, minutes=30, reason="Left early")
    written = []
    monkeypatch.setattr(
        "forums.views.hours.certificate_pdf", lambda found, rows, address: written.append(rows) or b"%PDF-"
    )
    assert client.get(f"/hours/certificates/{made.uuid}.pdf").status_code == 200
    ((row,),) = written
    assert (row.minutes, row.notes) == (90, [])
    again = hours.certify(actor=member, round_key=key)
    assert again != made and (again.minutes, len(again.entries)) == (30, 2)


def test_two_taps_at_once_make_one_certificate(held, leader, member):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 90})
    days = {"since": date(2020, 1, 1), "until": date(2099, 1, 1)}
    for about in ({"round": Round.objects.get(thread=held)}, days):
        same = {"member": member, "name": member.display_name, "minutes": 90} | about
        Certificate.objects.create(**same)
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.create(**same)
    hours.certify(actor=member, **days)
    assert Certificate.objects.count() == 2


def test_the_day_of_a_certificate_is_that_of_the_readers_clock(member, monkeypatch):
    made = Certificate(
        member=member, name="Rosa", minutes=90, since=date(2026, 1, 1), until=date(2026, 12, 31)
    )
    made.created_at = datetime(2026, 11, 21, 2, tzinfo=UTC)
    days = []
    monkeypatch.setattr("forums.rounds.certificate.day", lambda value: days.append(value) or str(value))
    with timezone.override("America/Denver"):
        certificate_pdf(made, [], "https://example.org/certificates/x/")
    assert days[-1] == date(2026, 11, 20)


def test_anybody_learns_that_it_is_genuine_and_only_with_the_code_whose_it_is(
    held, leader, member, client_for
):
    hours.sign(actor=leader, thread=held, minutes={member.pk: 90})
    made = hours.certify(actor=member, round_key=Round.objects.get(thread=held).pk)
    address = f"/certificates/{made.uuid}/"
    stranger = client_for()
    page = stranger.get(address).content.decode()
    assert "This certificate is genuine" in page and "1.5 hours" in page
    assert member.display_name not in page and made.code not in page and "A round on goodbyes" not in page
    assert member.display_name not in stranger.post(address, {"code": "AAAAAAAAAA"}).content.decode()
    assert member.display_name in stranger.post(address, {"code": f" {made.code.lower()} "}).content.decode()
    assert member.display_name in client_for(member).get(address).content.decode()
    assert stranger.get(address.replace(str(made.uuid)[:8], "00000000")).status_code == 404
    entry = HoursEntry.objects.get()
    hours.correct(actor=leader, thread=held, entry=entry.pk, minutes=30, reason="Left early")
    assert "corrected since" in stranger.get(address).content.decode()
    assert still_said(made) == 30


def rounds_of_a_year():
    return [
        Attended(
            1,
            1,
            "Sobre despedidas",
            date(2026, 11, 20),
            90,
            ["José Ñandú"],
            datetime(2026, 11, 21, tzinfo=UTC),
            [],
        )
    ]


@pytest.mark.parametrize(
    "name", ["María José Ñúñez-Güiraldes", "Nguyễn Thị Hạnh", "Ольга Ќуќова", "Ελένη Παπαδάκη", "Zoë Šťastná"]
)
def test_the_file_has_its_fonts_in_it_and_knows_every_letter_of_a_name(name, member, caplog):
    made = Certificate(member=member, name=name, minutes=90, since=date(2026, 1, 1), until=date(2026, 12, 31))
    made.created_at = timezone.now()
    with translation.override("es"):
        content = certificate_pdf(made, rounds_of_a_year(), "https://example.org/certificates/x/")
    assert b"/FontFile2" in content and re.search(rb"/Lang ?\(es\)", content)
    assert "missing" not in caplog.text.lower()
    known = set()
    for font in ("AtkinsonNext-Bold.ttf", "NotoSans-Bold.ttf"):
        known |= set(TTFont(io.BytesIO((FONTS / font).read_bytes())).getBestCmap())
    assert {ord(letter) for letter in name} <= known
