"""Members with a session each, and a conversation that they all read. Models are imported here: set Django up first."""

import os
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from forums.models import Forum
from forums.services import posting
from library.models import Principle
from members.models import ApiToken, User

MARK = "bench-live-"
ORIGIN = "http://localhost"


def members(number):
    """Verified and approved; made where there are not yet so many."""
    missing = number - User.objects.filter(email__startswith=MARK).count()
    User.objects.bulk_create(
        User(
            email=f"{MARK}{os.urandom(6).hex()}@example.org",
            display_name="Reader",
            approved_at=timezone.now(),
        )
        for _n in range(max(missing, 0))
    )
    found = list(User.objects.filter(email__startswith=MARK).order_by("pk")[:number])
    verified = set(EmailAddress.objects.filter(user__in=found).values_list("user_id", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, primary=True, verified=True)
        for one in found
        if one.pk not in verified
    )
    return found


def sessions(people):
    """A session each, for two hours: the headers with which their browser opens a socket."""
    backend, store = settings.AUTHENTICATION_BACKENDS[0], SessionStore()
    rows = [
        Session(
            session_key=os.urandom(16).hex(),
            session_data=store.encode(
                {
                    SESSION_KEY: str(member.pk),
                    BACKEND_SESSION_KEY: backend,
                    HASH_SESSION_KEY: member.get_session_auth_hash(),
                }
            ),
            expire_date=timezone.now() + timedelta(hours=2),
        )
        for member in people
    ]
    Session.objects.bulk_create(rows)
    name = settings.SESSION_COOKIE_NAME
    return [{"Host": "localhost", "Origin": ORIGIN, "Cookie": f"{name}={row.session_key}"} for row in rows]


def token(member):
    """The headers with which a program writes as somebody."""
    ApiToken.objects.filter(member=member).delete()
    _row, raw = ApiToken.issue(member=member, name="bench")
    return {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}


def conversation(author):
    forum, _made = Forum.objects.get_or_create(slug="bench-live", defaults={"name": "Bench"})
    principle = Principle.objects.first() or Principle.objects.create(slug="trust-parents")
    return posting.start_thread(
        actor=author,
        forum=forum,
        kind="discussion",
        title="One post a second",
        body="How fast?",
        principles=[principle],
    )
