"""Two facilitators who get up at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connection

from cop.core.access import Refused
from members import services
from members.services import circles
from tests.core.marks import with_commits
from tests.factories import CircleFactory, UserFactory

pytestmark = with_commits


def test_of_two_facilitators_who_leave_at_once_one_stays(member, monkeypatch):
    both = [UserFactory(), UserFactory()]
    circle = CircleFactory(members=[member], facilitators=both)
    looked, check = Barrier(2), circles._check_facilitator_stays

    def check_and_wait(actor, membership):
        check(actor, membership)
        with suppress(BrokenBarrierError):
            looked.wait(1)

    def leave(person):
        try:
            services.leave_circle(actor=person, circle=circle)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "left"

    monkeypatch.setattr(circles, "_check_facilitator_stays", check_and_wait)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, both)) == ["left", "refused"]
    assert circle.memberships.filter(role="facilitator").count() == 1
