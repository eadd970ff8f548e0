"""Two workers that hold the same task, as where one was silent for too long and came back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connection

from notifications.services import telling
from tests.core.marks import with_commits
from tests.forums.scenes import discussion, said
from tests.notifications.scenes import counted, told

pytestmark = with_commits


def test_two_workers_tell_of_a_post_once(member, other_member, monkeypatch):
    thread = discussion(member)
    post = said(other_member, thread)
    looked, recipients_of = Barrier(2), telling.recipients_of

    def look_and_wait(*args, **kwargs):
        found = recipients_of(*args, **kwargs)
        with suppress(BrokenBarrierError):
            looked.wait(5)
        return found

    def work(_worker):
        try:
            telling.tell_of_post(post_id=post.pk)
        finally:
            connection.close()

    monkeypatch.setattr(telling, "recipients_of", look_and_wait)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert told(member) == ["reply"]
    assert counted(member) == 1
