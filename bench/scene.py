"""What is asked of one corpus: `python -m bench.scene` prints it as JSON, with the number of SQL queries of each page.

Run with DATABASE_URL and the bench's settings. The session that it makes for the reader lasts a day.
"""

import json
import uuid
from datetime import timedelta

import django

django.setup()

# These import models, which exist only now.
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from bench.asking import PAGES, WRITES, asked, headers  # noqa: E402
from bench.corpus.words import MARK  # noqa: E402
from bench.floor.models import BarePage, DemoPage  # noqa: E402
from bench.floor.page import longest_guide  # noqa: E402
from forums.models import Post, Thread  # noqa: E402
from forums.showing.addresses import PAGE, page_of  # noqa: E402
from members.models import User  # noqa: E402
from members.permissions import MEMBERS  # noqa: E402
from search.models import SearchEntry  # noqa: E402

SPREAD = 100  # ordinary threads and posts that are written to in turn


def scene():
    """Whom it is asked as, where, and what is there."""
    reader = User.objects.get(
        email=User.objects.filter(email__endswith="@bench.example.org").order_by("pk").values("email")[:1]
    )
    ordinary = Thread.objects.filter(
        audience=MEMBERS,
        forum__slug__startswith="bench-",
        is_locked=False,
        last_position__range=(5, 60),
        state="visible",
    )
    long = Thread.objects.order_by("-last_position").first()
    posts = Post.objects.filter(thread__in=ordinary.values("pk")[: 2 * SPREAD], state="visible", kind="reply")
    own = (
        Post.objects.filter(author=reader, kind="reply", state="visible")
        .exclude(thread=long)
        .exclude(body="")
    )
    return {
        "cookies": {settings.SESSION_COOKIE_NAME: session_of(reader), settings.CSRF_COOKIE_NAME: uuid.uuid4().hex},
        "long": long.pk,
        "pages": page_of(long.last_position),
        "bare": BarePage.objects.get().url,
        "demo": DemoPage.objects.get().url,
        "guide": longest_guide().url,
        "word": MARK,
        "marked": SearchEntry.objects.filter(text__contains=MARK).count(),
        "threads": list(ordinary.order_by("-active_at").values_list("pk", flat=True)[:SPREAD]),
        "others": list(posts.exclude(author=reader).order_by("pk").values_list("pk", flat=True)[:SPREAD]),
        "own": list(own.order_by("pk").values_list("pk", "revision")[:SPREAD]),
        "posts": Post.objects.count(),
        "all_threads": Thread.objects.count(),
        "page": PAGE,
    }  # fmt: skip


def session_of(member):
    told = {
        SESSION_KEY: str(member.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: member.get_session_auth_hash(),
    }
    row = Session.objects.create(
        session_key=uuid.uuid4().hex,
        session_data=SessionStore().encode(told),
        expire_date=timezone.now() + timedelta(days=1),
    )
    return row.session_key


def counted(found):
    """SQL queries of each page and write once everything that is kept in memory is there: (number, statements)."""
    numbers = {}
    for name in (*PAGES, *WRITES):
        client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
        for _warm in range(3):
            request = asked(name, found)
            if request.signed_in:
                client.cookies.load(found["cookies"])
            extra = {"headers": headers(request, found), "content_type": "application/x-www-form-urlencoded"}
            with CaptureQueriesContext(connection) as queries:
                if request.body is None:
                    answer = client.get(request.path)
                else:
                    answer = client.post(request.path, request.body.decode(), **extra)
        if answer.status_code != request.status:
            raise RuntimeError(f"{name}: {answer.status_code} for {request.path}: {answer.content[:300]!r}")
        numbers[name] = [one["sql"] for one in queries.captured_queries]
    return numbers


def main():
    found = scene()
    queries = counted(found)
    found["queries"] = {name: len(statements) for name, statements in queries.items()}
    found["statements"] = queries
    DBTaskResult.objects.all().delete()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
