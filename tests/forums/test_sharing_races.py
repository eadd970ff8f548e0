"""Who shares a reflection in one window and takes it back in another."""

import pytest

from forums.models import Reflection, Thread
from forums.services import reflections, sharing
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_concurrency import at_once

pytestmark = with_commits


def states():
    """Whether it is shared, and whether a conversation about it is open: never one without the other."""
    open_ones = Thread.objects.filter(kind="reflection", state="visible", reflection__isnull=False)
    return Reflection.objects.get().state == "shared", open_ones.count()


@pytest.mark.parametrize("before", ["journal", "between two"])
def test_shared_and_taken_back_at_once_it_is_one_or_the_other(member, before):
    forum = scenes.table()
    if before == "journal":
        reflection = scenes.draft(member)
    else:
        reflection = scenes.between(member, UserFactory()).reflection
    at_once(
        lambda: reflections.share(actor=member, reflection=reflection, forum=forum, attested=True),
        lambda: reflections.withdraw(actor=member, reflection=reflection),
    )
    shared, open_ones = states()
    assert open_ones == (1 if shared else 0)
    reflections.withdraw(actor=member, reflection=reflection)
    assert states() == (False, 0)
    assert not Thread.objects.filter(state="visible").exists(), "every conversation about it is closed"


def test_asked_of_two_colleagues_and_taken_back_at_once_nobody_keeps_what_was_withdrawn(member):
    reflection, colleagues = scenes.draft(member), [UserFactory(), UserFactory()]

    def ask(colleague):
        return lambda: sharing.share_with(
            actor=member, reflection=reflection, colleague=colleague, attested=True
        )

    at_once(*map(ask, colleagues), lambda: reflections.withdraw(actor=member, reflection=reflection))
    shared, open_ones = states()
    assert open_ones == (1 if shared else 0)
    reflections.withdraw(actor=member, reflection=reflection)
    assert not Thread.objects.filter(state="visible").exists()
