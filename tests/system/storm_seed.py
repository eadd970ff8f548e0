"""Who speaks and who listens in the storm; prints how to reach them."""

import json

import django

django.setup()

from forums.models import Forum  # noqa: E402
from forums.services import posting  # noqa: E402
from members.services import relations, tokens  # noqa: E402
from tests.factories import UserFactory  # noqa: E402
from tests.system.seed import session_of  # noqa: E402

WRITERS, LISTENERS, THREADS = 20, 10, 4


def seed():
    forum = Forum.objects.get_or_create(slug="table", defaults={"name": "The table"})[0]
    host = UserFactory(email="host@example.org", display_name="Host Example")
    threads = [
        posting.start_thread(
            actor=host, forum=forum, kind="discussion", title=f"In the storm {n}", body=f"What holds {n}?"
        )
        for n in range(THREADS)
    ]
    writers, listeners = [], []
    for n in range(WRITERS):
        member = UserFactory(email=f"writer{n}@example.org")
        token = tokens.issue_token(actor=member, name="storm")[1]
        writers.append({"token": token, "session": session_of(member), "thread": threads[n % THREADS].pk})
    for n in range(LISTENERS):
        member, thread = UserFactory(email=f"listener{n}@example.org"), threads[n % THREADS]
        relations.follow(actor=member, target=thread)
        token = tokens.issue_token(actor=member, name="storm")[1]
        listeners.append(
            {"member": member.pk, "token": token, "session": session_of(member), "thread": thread.pk}
        )
    absent = []
    for thread in threads:
        member = UserFactory(email=f"absent{thread.pk}@example.org")
        relations.follow(actor=member, target=thread)
        absent.append({"member": member.pk, "thread": thread.pk})
    return {
        "absent": absent,
        "threads": [thread.pk for thread in threads],
        "writers": writers,
        "listeners": listeners,
    }


if __name__ == "__main__":
    print(json.dumps(seed()))
