"""What pages of conversations ask of the database, whatever their length."""

import pytest

from forums.models import Reaction
from forums.services import posting, reactions
from tests.factories import UserFactory
from tests.forums.scenes import discussion, said

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def long_thread(member, other_member):
    """Replies by many, with quotes, answers and signs: everything that a page resolves."""
    thread = discussion(member)
    for number in range(30):
        who = UserFactory() if number % 3 else other_member
        post = said(who, thread, body=f"Word {number}", anonymous=number % 7 == 0 and who is not other_member)
        reactions.react(actor=member, post=post, kind=Reaction.Kind.THANKS, on=True)
        if number == 5:
            quoted = [(post, 0, 4)]
            posting.reply(
                actor=other_member, thread=thread, kind="reply", body="As said.", parent=post, quotes=quoted
            )
    return thread


@pytest.mark.parametrize("path", ["/threads/", "/threads/{pk}/", "/threads/{pk}/?page=2"])
def test_a_page_asks_twelve_questions_at_most(
    client_for, other_member, long_thread, path, django_assert_max_num_queries
):
    client = client_for(other_member)
    path = path.format(pk=long_thread.pk)
    client.get(path)
    with django_assert_max_num_queries(MOST):
        assert client.get(path).status_code == 200
