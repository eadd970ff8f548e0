"""A service outside that knows advertising, in the manner of Akismet. Optional; asked by the worker, never by a request.

It is sent words of what all members or everybody may read, and nothing else: no name, no address, no reflection, nothing
of a circle or of somebody known by sector only. With SPAM_SERVICE_URL empty nobody is asked.
"""

import logging
import urllib.error
import urllib.parse
import urllib.request

from django.conf import settings

from forums.models import Thread
from forums.models.authored import AuthorKind
from members.permissions import MEMBERS, PUBLIC

log = logging.getLogger(__name__)

NEW = 3  # a member of whom this many posts stand is not asked about
LONGEST_ANSWER = 100


def may_be_asked(*, audience, kind, anonymous):
    """Whether words of such a conversation may leave the house at all."""
    return (
        bool(settings.SPAM_SERVICE_URL)
        and audience in (PUBLIC, MEMBERS)
        and kind != Thread.Kind.REFLECTION
        and not anonymous
    )


def may_be_sent(post):
    return may_be_asked(
        audience=post.thread.audience,
        kind=post.thread.kind,
        anonymous=AuthorKind.ANONYMOUS in (post.author_kind, post.thread.author_kind),
    )


def is_advertising(text):
    """What the service says; None where it does not answer in time or says something else."""
    data = urllib.parse.urlencode(
        {
            "api_key": settings.SPAM_SERVICE_KEY,
            "blog": settings.BASE_URL,
            "comment_type": "forum-post",
            "comment_content": text,
            "user_ip": "0.0.0.0",  # noqa: S104 (asked for by the protocol; a member's stays here)
        }
    ).encode()
    if not settings.SPAM_SERVICE_URL.startswith(("https://", "http://")):
        log.error("SPAM_SERVICE_URL is no address")
        return None
    request = urllib.request.Request(settings.SPAM_SERVICE_URL, data=data)  # noqa: S310 (scheme checked above)
    try:
        with urllib.request.urlopen(request, timeout=settings.SPAM_SERVICE_TIMEOUT) as answer:  # noqa: S310
            said = answer.read(LONGEST_ANSWER).decode(errors="replace").strip().lower()
    except (OSError, urllib.error.URLError, ValueError):
        log.warning("the service that knows advertising did not answer", exc_info=True)
        return None
    return {"true": True, "false": False}.get(said)
