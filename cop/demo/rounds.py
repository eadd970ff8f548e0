"""One case round that is coming and one that was, with its summary and signed hours."""

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from forums.models import Attendance, Round, Thread
from forums.models.rounds import USUAL_MINUTES
from forums.services import attending, hours, posting, rounds, running
from members.models import User

ROUNDS = json.loads((Path(__file__).parent / "rounds.json").read_text())
ZONE = "America/Denver"
PHASES = ("present", "clarify", "strengths", "ideas", "takeaway")


def plan(row, *, leader, colleague, forum, author):
    """`author(of)` finds a member. Written again it changes nothing. A round that was is led through its phases by the
    same verbs, and then moved to its day, since no clock of ours runs backwards."""
    if Thread.objects.filter(source_id=row["id"]).exists():
        return
    now = timezone.now()
    day = (now + timedelta(days=row["in_days"])).replace(hour=row["hour"], minute=0, second=0, microsecond=0)
    was = row["in_days"] < 0
    case = Thread.objects.filter(source_id=row["case"]).first()
    thread = rounds.schedule(
        actor=leader, forum=forum, title=row["title"], body=row["agenda"], facilitators=[colleague],
        meeting={"starts_at": now if was else day, "zone": ZONE, "link": row["link"]},
        cases=[case] if case else [], source_id=row["id"], at=min(day - timedelta(days=5), now),
    )  # fmt: skip
    if was:
        hold(row, thread, day, leader=leader, author=author)


def hold(row, thread, day, *, leader, author):
    """What happened in a round, as it happened."""
    running.lead(actor=leader, thread=thread, act="start")
    here = [author({"sector": sector, "role": role}) for sector, role in row["here"]]
    for member in here:
        attending.be_here(actor=member, thread=thread, on=True)
    for number, phase in enumerate(PHASES):
        if number:
            running.lead(actor=leader, thread=thread, act="next")
        began = day + timedelta(minutes=sum(USUAL_MINUTES[:number]))
        for n, said in enumerate([one for one in row["said"] if one["phase"] == phase], 1):
            posting.reply(
                actor=author(said["author"]), thread=thread, body=said["body"], kind=said["kind"],
                source_id=f"{row['id']}-{phase}-{n}", at=began + timedelta(minutes=2 * n),
            )  # fmt: skip
    running.lead(actor=leader, thread=thread, act="end")
    lasts = sum(USUAL_MINUTES)
    hours.sign(actor=leader, thread=thread, minutes={member.pk: lasts for member in here})
    rounds.sum_up(actor=leader, thread=thread, recording=row["recording"])
    move(thread, day, timedelta(minutes=lasts))


def move(thread, day, lasts):
    meeting = Thread.objects.get(pk=thread.pk).meeting | {"ends": (day + lasts).isoformat()}
    Thread.objects.filter(pk=thread.pk).update(starts_at=day, meeting=meeting)
    Round.objects.filter(thread=thread).update(began_at=day, ended_at=day + lasts, summary_at=day + lasts)
    Attendance.objects.filter(round__thread=thread).update(created_at=day)


def leaders():
    """Who leads the demo's rounds: the moderator, and the home visitor who facilitates the circle."""
    by_email = User.objects.with_seat().in_bulk(
        ["moderator@example.org", "visitor@example.org"], field_name="email"
    )
    return by_email["moderator@example.org"], by_email["visitor@example.org"]
