"""Two who mark an answer at once."""

from forums.models import Thread, ThreadEvent
from forums.services import answers, posting
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums.scenes import principle, said, table
from tests.forums.test_concurrency import at_once

pytestmark = with_commits


def test_of_answers_marked_at_once_one_stays_and_readers_hear_in_order(member):
    question = posting.start_thread(
        actor=member, forum=table(), kind="question", title="How long?", body="At the door.",
        principles=[principle()],
    )  # fmt: skip
    replies = [said(UserFactory(), question) for _n in range(3)]
    at_once(*(lambda post=post: answers.accept_answer(actor=member, post=post) for post in replies))
    events = ThreadEvent.objects.filter(thread=question).order_by("seq")
    marked = set()
    for kind, post in events.filter(kind__in=["answered", "unanswered"]).values_list("kind", "post"):
        marked.add(post) if kind == "answered" else marked.remove(post)
    assert marked == {Thread.objects.get().answer_id}
    numbers = list(events.values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
