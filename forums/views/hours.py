"""What stays of a round, who was there, and hours: signed by those who lead, read and certified by whoever was there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cop.core.access import allowed
from forums import permissions
from forums.forms.hours import CertificateForm, CorrectionForm, SignForm
from forums.meetings import meeting_of
from forums.models import Attendance, Certificate, HoursEntry
from forums.rounds.certificate import certificate_pdf
from forums.rounds.clock import cases_of, here_of
from forums.rounds.hours import about, attended, still_said
from forums.rounds.page import who_is_here
from forums.rounds.summary import summary_of
from forums.services import hours
from forums.views.rounds import with_round
from forums.views.speaking import attempt, sent, status_of
from members.permissions import check_member
from members.record import table


@require_safe
@login_required
def round_summary(request, pk):
    """What was said, by what it was. Before it is published only those who lead look at it."""
    thread, found = with_round(request, pk)
    if found.summary_at is None:
        permissions.check_lead_round(request.user, found)
    context = {
        "thread": thread,
        "round": found,
        "meeting": meeting_of(thread),
        "cases": cases_of(found, request.user),
        "parts": summary_of(thread),
        "number": here_of(found),
        "came": who_is_here(found, thread.audience),
        "may_lead": allowed(permissions.check_lead_round, request.user, found),
    }
    return render(request, "forums/round_summary.html", context)


@login_required
def round_hours(request, pk):
    """Who was here, for those who lead: sign for their hours, or correct what is signed."""
    thread, found = with_round(request, pk)
    permissions.check_lead_round(request.user, found)
    act = {"actor": request.user, "thread": thread}
    rows = rows_of(found)
    people = [row["member"] for row in rows]
    signing = SignForm(
        sent(request) if "sign" in request.POST else None, people=people, usual=usual_minutes(found)
    )
    correction = CorrectionForm(sent(request) if "correct" in request.POST else None, auto_id="correct-%s")
    if signing.is_bound and signing.is_valid():
        number = attempt(signing, hours.sign, **act, **signing.cleaned_data)
        if number is not None:
            words = ngettext("Signed for %(n)d person.", "Signed for %(n)d people.", number)
            if number:
                messages.success(request, words % {"n": number})
            else:
                messages.warning(request, _("Nobody was ticked for whom nothing is signed yet."))
            return redirect("forums:round-hours", pk)
    if (
        correction.is_bound
        and correction.is_valid()
        and attempt(correction, hours.correct, **act, **correction.cleaned_data)
    ):
        return redirect("forums:round-hours", pk)
    for row in rows:
        row["field"] = signing[f"minutes-{row['member'].pk}"]
        row["ticked"] = signing.ticked(row["member"].pk)
        row["correction"] = correction_of(row, correction)
    sent_in = signing if signing.is_bound else correction
    context = {
        "thread": thread,
        "round": found,
        "rows": rows,
        "sent": sent_in,
        "may_sign": allowed(permissions.check_sign, request.user, found),
        "all_signed": not any(row["first"] is None and row["member"].pk != request.user.pk for row in rows),
    }
    return render(request, "forums/round_hours.html", context, status=status_of(sent_in))


def correction_of(row, sent_in):
    """The form that corrects a signed row: as it was sent in where it is about this one."""
    first = row["first"]
    if first is None or sent_in["entry"].value() == str(first.pk):
        return sent_in
    return CorrectionForm(
        initial={"entry": first.pk, "minutes": row["minutes"]}, auto_id=f"correct-{first.pk}-%s"
    )


def usual_minutes(found):
    """How long it was, to five minutes; as planned where it was left open for long."""
    planned = sum(found.minutes)
    if found.began_at is None or found.ended_at is None:
        return planned
    lasted = round((found.ended_at - found.began_at).total_seconds() / 300) * 5
    return max(5, lasted) if lasted <= planned + 60 else planned


def rows_of(found):
    """Those who said that they are here, by name, each with their first entry, its corrections and what stands."""
    here = (
        Attendance.objects.filter(round=found).select_related("member").order_by("member__display_name", "pk")
    )
    entries = list(HoursEntry.objects.filter(round=found).order_by("pk"))
    rows = []
    for one in here:
        mine = [entry for entry in entries if entry.member_id == one.member_id]
        rows.append(
            {
                "attendance": one,
                "member": one.member,
                "first": mine[0] if mine else None,
                "corrections": mine[1:],
                "minutes": sum(entry.minutes for entry in mine),
            }
        )
    return rows


def own_hours(request):
    """The viewer's rounds with hours, of one year where `?year=` names one, and the years there are."""
    found = attended(request.user)
    years = sorted({one.day.year for one in found}, reverse=True)
    year = next((one for one in years if str(one) == request.GET.get("year")), None)
    return [one for one in found if year is None or one.day.year == year], years, year


@login_required
def hours_list(request):
    """One's own hours, and certificates of them."""
    check_member(request.user)
    rows, years, year = own_hours(request)
    form = CertificateForm(sent(request), rows=rows)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, hours.certify, actor=request.user, **form.cleaned_data)
        if made:
            return redirect("forums:certificate-file", made.uuid)
    context = {
        "rows": rows,
        "years": years,
        "year": year,
        "minutes": sum(one.minutes for one in rows),
        "form": form,
        "certificates": Certificate.objects.visible_to(request.user)[:20],
    }
    return render(request, "forums/hours_list.html", context, status=status_of(form))


@require_safe
@login_required
def hours_export(request):
    """One's own hours as a table for spreadsheets."""
    check_member(request.user)
    rows, _years, year = own_hours(request)
    lines = [[_("Day"), _("Round"), _("Minutes"), _("Hours"), _("Signed by"), _("Note")]]
    for one in rows:
        signers, notes = ", ".join(one.signers), "; ".join(one.notes)
        lines.append([one.day.isoformat(), one.title, one.minutes, f"{one.hours:g}", signers, notes])
    name = f"hours-{year}.csv" if year else "hours.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(table(lines), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@login_required
def certificate_file(request, uuid):
    found = get_object_or_404(Certificate.objects.visible_to(request.user), uuid=uuid)
    address = settings.BASE_URL + reverse("forums:certificate-check", args=[found.uuid])
    content = certificate_pdf(found, about(found, entries=found.entries), address)
    headers = {
        "Content-Disposition": 'attachment; filename="certificate.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def certificate_check(request, uuid):
    """Anybody with its address reads that a certificate is genuine; in whose name only with its code."""
    found = get_object_or_404(Certificate.objects.select_related("member"), uuid=uuid)
    code = request.POST.get("code", "").strip().upper().replace(" ", "")
    fits = bool(code) and constant_time_compare(code, found.code)
    context = {
        "certificate": found,
        "named": fits or found.member_id == request.user.pk,
        "refused": bool(code) and not fits,
        "still": still_said(found) == found.minutes,
    }
    answer = render(request, "forums/certificate_check.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
