"""Who may open what: every address of the site × every kind of person.

`ADDRESSES` holds what the rules say; a route that is not in it fails the first test, so that none is forgotten. What
a person may not see must answer exactly as if it did not exist.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from cop.core import registries
from forums.models import Excerpt
from members.models import ApiToken
from tests.notifications.receiver import Browser
from tests.world import (
    AUTHOR,
    CIRCLE,
    COLLEAGUE,
    EVERYBODY,
    MEMBERS,
    PAIR,
    PDF,
    PEOPLE,
    QUOTED,
    SECTION,
    SIGNED_IN,
    STAFF,
    build,
)

NOBODY = frozenset()
CURATORS = STAFF | {"curator"}
READ = Excerpt(words=QUOTED).fingerprint


@dataclass(frozen=True)
class Address:
    """A route with the thing it is about (an attribute of the world) and who may open it.

    `by`: the attribute of the thing that stands in the address. `sends`: a POST of this; an empty one where it is {}.
    """

    route: str
    opens: frozenset
    thing: str = ""
    by: str = "pk"
    sends: dict | None = None
    keyword: str = ""
    more: dict = field(default_factory=dict)

    @property
    def verb(self):
        return f"{'POST ' if self.sends is not None else ''}{self.route}"

    def __str__(self):
        return f"{self.verb} {self.thing}".strip()

    def path(self, world, thing=None):
        if not self.thing:
            return reverse(self.route, kwargs=self.more)
        value = getattr(getattr(world, thing or self.thing), self.by)
        return reverse(self.route, kwargs={self.keyword or self.by: value, **self.more})


PUBLIC_READERS = EVERYBODY
THREADS = {
    "open_thread": MEMBERS,
    "circle_thread": CIRCLE,
    "public_thread": PUBLIC_READERS,
    "hidden_thread": AUTHOR | STAFF,
}
POSTS = {
    "open_post": MEMBERS,
    "circle_post": CIRCLE,
    "public_post": PUBLIC_READERS,
    "hidden_post": AUTHOR | STAFF,
}


class Again(SimpleUploadedFile):
    """A file that each person sends as if for the first time."""

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


REPLY = {"kind": "notice", "body": "I notice.", "idempotency_key": str(uuid.uuid4())}


def in_api(name, readers, thing, by_key="thread_id", **options):
    """Programs speak for full members only, also about what is public."""
    return Address(f"api:{name}", readers & MEMBERS, thing, keyword=by_key, **options)


READERS = THREADS | POSTS | {"poll_post": CIRCLE, "meeting": MEMBERS, "shared": MEMBERS, "round": MEMBERS}
# What is hidden waits for its moderator: nobody adds to it.
SPOKEN_IN = READERS | {"hidden_thread": NOBODY, "hidden_post": NOBODY}
OTHERS = MEMBERS - AUTHOR  # nobody thanks themselves

ADDRESSES = [
    Address("library:robots", EVERYBODY),
    Address("library:sitemap", EVERYBODY),
    Address("home", EVERYBODY),
    Address("health", EVERYBODY),
    Address("manifest", EVERYBODY),
    Address("search:search", EVERYBODY),
    Address("search:suggestions", EVERYBODY),
    Address("search:asked-list", CURATORS),
    Address("search:opened", MEMBERS, sends={"position": "1"}),
    Address("search:saved-list", MEMBERS),
    Address("search:saved-add", MEMBERS, sends={"address": "q=kettle"}),
    Address("search:saved-open", AUTHOR, "saved_search"),
    Address("search:saved-change", AUTHOR, "saved_search", sends={"pace": "weekly"}),
    *(Address("search:thread-targets", who & MEMBERS, thing) for thing, who in THREADS.items()),
    Address("search:forum-targets", NOBODY),  # a forum must be named
    Address("styleguide", EVERYBODY),
    Address("set-language", EVERYBODY, sends={"language": "es"}),
    Address("account_login", MEMBERS | {"visitor"}),  # the others, signed in, are sent to the welcome page
    Address("account_signup", MEMBERS | {"visitor"}),
    Address("account_reset_password", EVERYBODY),
    Address("account_email", SIGNED_IN),
    Address("account_change_password", MEMBERS),
    Address("account_logout", EVERYBODY),
    Address("members:welcome", SIGNED_IN),
    Address("members:profile-edit", MEMBERS),
    Address(
        "members:block-set", MEMBERS - COLLEAGUE, "colleague", "uuid", sends={"on": "1"}
    ),  # nobody themselves
    Address("members:token-list", MEMBERS),
    Address("members:coach-switch", MEMBERS, sends={}),
    Address("members:token-revoke", AUTHOR, "token", sends={}),
    Address("members:circle-list", MEMBERS),
    Address("members:circle-detail", CIRCLE, "circle", "slug"),
    Address("members:circle-leave", CIRCLE, "circle", "slug", sends={}),
    Address("members:moderation", STAFF),
    Address("members:record", STAFF),
    Address("members:record-file", STAFF),
    Address("members:message-list", SIGNED_IN),
    Address("members:message-detail", AUTHOR, "message", "uuid"),
    Address("members:message-acknowledge", NOBODY, "message", "uuid", sends={}),  # it is no warning
    Address("library:principle-styles", EVERYBODY),
    Address("library:ticks", MEMBERS, "guide", sends={}),
    Address("library:desk", STAFF | {"curator"}),
    Address("library:translations", STAFF | {"curator"}),
    Address("library:cite", EVERYBODY, "guide"),
    Address("library:handout", EVERYBODY, "guide", more={"language": "en"}),
    Address("library:kept", MEMBERS),
    Address("library:keep", MEMBERS, "guide", sends={"note": ""}),
    Address("library:let-go", NOBODY, "guide", sends={}),  # of whom nobody kept it
    Address("library:guide-feed", EVERYBODY, more={"language": "en"}),
    Address("library:read", MEMBERS, "guide", sends={"version": "1"}),
    Address("library:changes", MEMBERS, "guide"),
    Address("library:collection-ticks", MEMBERS, "collection", sends={}),
    Address("library:collection-forget", MEMBERS, "collection", sends={}),
    Address("library:collection-share", CIRCLE - STAFF, "collection", sends={"circle": "porch"}),
    Address("library:resource-picture", MEMBERS, "members_resource"),
    Address("library:keep-resource", MEMBERS, "public_resource", sends={"note": ""}),
    Address("library:keep-resource", MEMBERS, "members_resource", sends={"note": ""}),
    Address("library:let-resource-go", NOBODY, "public_resource", sends={}),  # of whom nobody kept it
    Address("library:folder-change", AUTHOR, "folder", sends={"name": "Ours"}),
    Address("library:folder-remove", AUTHOR, "folder", sends={}),
    Address("library:offline-copy", EVERYBODY, "guide"),
    Address("library:offline", EVERYBODY),
    Address("library:worker", EVERYBODY),
    Address("library:file-read", CURATORS, "paper", sends={}),
    Address("library:exchange", CURATORS),
    Address("library:resource-add", CURATORS),
    Address("library:resource-export", CURATORS, more={"form": "csv"}),
    Address("members:look", EVERYBODY),
    Address("library:resource-list", EVERYBODY),
    Address("library:resource-detail", EVERYBODY, "public_resource"),
    Address("library:resource-detail", MEMBERS, "members_resource"),
    Address("library:resource-detail", STAFF | {"curator"}, "draft_resource"),
    Address("forums:thread-list", EVERYBODY),
    Address("forums:thread-create", MEMBERS),
    Address("forums:list-events", EVERYBODY),  # tells of forums that one may see
    Address("forums:thread-news", MEMBERS),
    Address("forums:threads-read", MEMBERS, sends={}),
    Address("forums:forum-detail", CIRCLE, "porch", "slug"),
    Address("forums:forum-detail", EVERYBODY, "square", "slug"),
    *(Address("forums:thread-detail", who, thing) for thing, who in THREADS.items()),
    *(
        Address(
            "forums:follow-set",
            who & MEMBERS,
            thing,
            sends={"level": "following"},
            keyword="key",
            more={"kind": "thread"},
        )
        for thing, who in THREADS.items()
    ),
    Address(
        "forums:follow-set",
        CIRCLE,
        "porch",
        "slug",
        {"level": "muted"},
        keyword="key",
        more={"kind": "forum"},
    ),
    Address("forums:following", MEMBERS),
    *(Address("forums:thread-at", who, thing) for thing, who in THREADS.items()),
    Address("forums:waiting-list", STAFF),
    Address("forums:picture-list", STAFF),
    Address("forums:picture-file", STAFF),
    # A discussion is handed to nobody; who may hand on a reflection: tests/forums/test_inviting.py.
    *(Address("forums:thread-hand", NOBODY, thing) for thing in THREADS),
    Address("forums:thread-hand", STAFF, "shared"),
    Address("forums:invitation-decline", COLLEAGUE, "invitation", sends={}),
    *(Address("forums:thread-summary", who, thing) for thing, who in THREADS.items()),
    *(
        Address("forums:thread-read", who & MEMBERS, thing, sends={"position": 1})
        for thing, who in THREADS.items()
    ),
    *(Address("forums:post-create", SPOKEN_IN[thing] & MEMBERS, thing, sends=REPLY) for thing in THREADS),
    *(Address("forums:thread-lock", who & STAFF, thing, sends={}) for thing, who in THREADS.items()),
    *(
        Address("forums:take-away", SPOKEN_IN[thing] & AUTHOR, thing, sends={"take-body": "I ask."})
        for thing in THREADS
    ),
    *(Address("forums:post-detail", who, thing) for thing, who in POSTS.items()),
    *(Address("forums:post-concern", who & MEMBERS, thing) for thing, who in POSTS.items()),
    *(
        Address("forums:post-react", SPOKEN_IN[thing] & OTHERS, thing, sends={"kind": "thanks"})
        for thing in POSTS
    ),
    *(Address("forums:post-reactions", who & MEMBERS, thing) for thing, who in POSTS.items()),
    # A discussion has no answer, whoever asks.
    *(Address("forums:post-answer", NOBODY, thing, sends={"on": "1"}) for thing in POSTS),
    *(Address("forums:post-edit", who & AUTHOR, thing) for thing, who in POSTS.items()),
    *(Address("forums:post-remove", who & (AUTHOR | STAFF), thing) for thing, who in POSTS.items()),
    Address("forums:post-vote", CIRCLE, "poll_post", sends={}),
    Address("forums:poll-edit", AUTHOR, "poll_post"),
    Address("forums:poll-edit", NOBODY, "open_post"),
    Address("forums:meeting-edit", AUTHOR | STAFF, "meeting"),
    Address("forums:meeting-come", MEMBERS, "meeting", sends={"on": "1"}),
    Address("forums:meeting-calendar", MEMBERS, "meeting"),
    Address("forums:meeting-calendar", NOBODY, "open_thread"),
    Address("forums:meeting-list", MEMBERS),
    Address("forums:thread-detail", MEMBERS, "round"),
    Address("forums:round-create", STAFF),
    Address("forums:round-edit", STAFF, "round"),
    Address("forums:round-call-off", STAFF, "round"),
    Address("forums:round-lead", STAFF, "round", sends={"act": "start"}),
    Address("forums:round-here", MEMBERS, "round", sends={"on": "1"}),
    Address("forums:round-here", NOBODY, "meeting", sends={"on": "1"}),  # it is no round
    Address("forums:round-clock", MEMBERS, "round"),
    Address("forums:round-summary", STAFF, "round"),  # not published yet
    Address("forums:round-sum-up", STAFF, "round"),
    Address("forums:round-hours", STAFF, "round"),
    Address("forums:hours-list", MEMBERS),
    Address("forums:hours-export", MEMBERS),
    Address("forums:certificate-file", AUTHOR, "certificate", "uuid"),
    Address("forums:certificate-check", EVERYBODY, "certificate", "uuid"),
    Address("api:round_list", MEMBERS),
    Address("api:hours_list", MEMBERS),
    in_api("round_detail", MEMBERS, "round"),
    in_api("round_detail", NOBODY, "meeting"),
    in_api("round_attend", MEMBERS, "round", sends={"on": True}),
    *(Address("forums:post-history", who & MEMBERS, thing) for thing, who in POSTS.items()),
    Address("search:alike", MEMBERS),
    *(Address("search:related", who, thing, more={"kind": "thread"}) for thing, who in THREADS.items()),
    Address("forums:forum-people", NOBODY),  # asks for ?forum=
    *(Address("forums:thread-people", who & MEMBERS, thing) for thing, who in THREADS.items()),
    Address("forums:draft-list", MEMBERS),
    Address("forums:draft-new", MEMBERS),
    Address("forums:draft-remove", AUTHOR, "begun", sends={}),
    *(Address("forums:draft-thread", who & MEMBERS, thing) for thing, who in THREADS.items()),
    Address("forums:post-bring-back", AUTHOR, "taken_back_post"),
    *(
        Address("forums:thread-moderate", who & STAFF, thing, more={"act": "move"})
        for thing, who in THREADS.items()
    ),
    *(
        Address("forums:thread-moderate", who & STAFF, thing, sends={}, more={"act": "close"})
        for thing, who in THREADS.items()
    ),
    # Nothing was joined to another.
    *(Address("forums:thread-moderate", NOBODY, thing, more={"act": "part"}) for thing in THREADS),
    *(Address("forums:posts-choose", who & STAFF, thing) for thing, who in THREADS.items()),
    # Only what all members read may be asked for, by whoever keeps the library.
    *(
        Address(
            "forums:thread-distil", CURATORS if thing in {"open_thread", "public_thread"} else NOBODY, thing
        )
        for thing in THREADS
    ),
    Address("forums:thread-distil", CURATORS, "shared"),
    Address("forums:guide-response", MEMBERS, "guide"),
    Address("forums:guide-response-take-back", MEMBERS, "guide", sends={}),
    Address("forums:guide-heard", CURATORS, "guide"),
    Address("forums:resource-uses", MEMBERS, "public_resource"),
    Address("forums:resource-uses", MEMBERS, "members_resource"),
    Address("forums:resource-uses", CURATORS, "draft_resource"),
    Address("forums:use-tell", MEMBERS, "members_resource"),
    Address("forums:use-tell", CURATORS, "draft_resource"),
    Address("forums:use-tell", MEMBERS, "public_resource", sends={"words": "We read it together."}),
    Address("forums:use-take-back", MEMBERS, "public_resource", sends={}),
    Address("forums:use-detail", MEMBERS, "used"),
    Address("forums:use-detail", CURATORS, "draft_used"),
    Address("forums:use-list", CURATORS),
    Address("forums:use-flag", MEMBERS, "used"),
    Address("forums:use-flag", CURATORS, "draft_used"),
    Address("forums:use-decide", STAFF, "used"),
    Address("forums:guide-talk", MEMBERS, "guide"),
    Address("forums:section-talk", MEMBERS, "guide", more={"section": SECTION}),
    Address("forums:section-talk", MEMBERS, "guide", sends={"body": "I notice."}, more={"section": SECTION}),
    Address("forums:excerpt-list", MEMBERS),
    Address(
        "forums:excerpt-answer",
        AUTHOR,
        "excerpt",
        "uuid",
        sends={"consent": "unnamed", "revision": 1, "seen": READ},
    ),
    Address("forums:guide-excerpts", CURATORS, "guide"),
    Address("forums:guide-excerpts", NOBODY, "guide", sends={}),  # something must be named
    Address("forums:review-list", MEMBERS),
    Address("forums:review-detail", AUTHOR | CURATORS, "read_draft"),
    Address("forums:proposal-list", MEMBERS),
    Address("forums:proposal-create", MEMBERS),
    Address("forums:proposal-guide", MEMBERS, "guide"),
    Address("forums:proposal-edit", AUTHOR, "proposal", "uuid", keyword="key"),
    Address("forums:proposal-thanks", AUTHOR, "proposal", "uuid", sends={"on": "1"}, keyword="key"),
    Address("forums:proposal-remove", AUTHOR, "proposal", "uuid", sends={}, keyword="key"),
    *(Address("forums:post-menu", who & STAFF, thing) for thing, who in POSTS.items()),
    *(
        Address("forums:post-moderate", who & STAFF, thing, more={"act": "redact"})
        for thing, who in POSTS.items()
    ),
    Address("forums:threads-choose", STAFF),
    Address("forums:removed-list", STAFF),
    Address("forums:attachment-detail", CIRCLE, "attachment", "uuid"),
    Address("forums:attachment-detail", AUTHOR, "upload", "uuid"),
    Address("forums:text-check", MEMBERS, sends={"text": "Maya sang."}),
    Address("forums:upload-create", MEMBERS, sends={"upload": Again("plan.pdf", PDF)}),
    Address("forums:upload-remove", AUTHOR, "upload", "uuid", {}),
    Address("forums:moderation", STAFF),
    Address("forums:moderation-bulk", STAFF, sends={}),
    Address("forums:moderation-matter", STAFF, "hidden_post"),
    Address("forums:moderation-whole", STAFF, "hidden_post"),
    Address("forums:moderation-claim", STAFF, "hidden_post", sends={"on": "1"}),
    Address("forums:post-author", STAFF, "hidden_post"),
    Address("forums:author-lift", STAFF, "hidden_post", sends={}),
    Address("forums:author-reveal", STAFF, "secret_post", sends={"reason": "A child may be in danger."}),
    *(Address("forums:post-flag", who & OTHERS, thing) for thing, who in POSTS.items()),
    Address("forums:reflection-list", MEMBERS),
    Address("forums:reflection-create", MEMBERS),
    Address("forums:reflection-begin", MEMBERS, sends={}),
    Address("forums:reflection-keep", AUTHOR, "draft", "uuid", sends={}),
    Address("forums:reflection-export", MEMBERS, more={"form": "json"}),
    Address("forums:reflection-delete", AUTHOR, "draft", "uuid"),
    Address("forums:reflection-edit", AUTHOR, "draft", "uuid"),
    Address("forums:reflection-next", AUTHOR, "draft", "uuid"),
    Address("forums:post-helped", NOBODY, "between_post", sends={"on": "1"}),  # its author's own words
    Address("forums:reflection-ask", AUTHOR, "draft", "uuid"),
    Address("forums:thread-detail", PAIR, "between"),
    Address("forums:post-concern", PAIR, "between_post"),
    Address(
        "forums:moderation-matter", NOBODY, "between_post"
    ),  # but where somebody is worried: test_privacy.py
    Address("forums:moderation-whole", NOBODY, "between_post"),
    Address("forums:thread-leave", COLLEAGUE, "between"),
    Address("forums:reflection-share", AUTHOR, "draft", "uuid"),
    Address("forums:reflection-withdraw", AUTHOR, "draft", "uuid", sends={}),
    Address("notifications:notification-list", MEMBERS),
    Address("notifications:notification-read", MEMBERS, sends={}),
    Address("notifications:mail-choose", MEMBERS, sends={}),
    Address("notifications:push-choose", MEMBERS, sends={}),
    Address("notifications:device-list", MEMBERS),
    Address("notifications:device-list", MEMBERS, sends=Browser("https://push.example/a").form),
    Address("notifications:device-remove", AUTHOR, "device", sends={}),
    Address("notifications:notification-open", AUTHOR, "notification"),
    Address("api:openapi-json", EVERYBODY),
    Address("api:openapi-view", EVERYBODY),
    Address("api:me", MEMBERS),
    Address("api:sectors", MEMBERS),
    Address("api:principles", MEMBERS),
    Address("api:resources", MEMBERS),
    Address("api:search", MEMBERS),
    Address("api:forum_list", MEMBERS),
    Address("api:thread_list", MEMBERS),
    Address("api:thread_create", NOBODY, sends={}),
    *(in_api("thread_detail", who, thing) for thing, who in THREADS.items()),
    *(
        Address("api:post_flag", who & OTHERS, thing, keyword="post_id", sends={"reason": "spam"})
        for thing, who in POSTS.items()
    ),
    *(in_api("thread_act", who & STAFF, thing, sends={"act": "close"}) for thing, who in THREADS.items()),
    *(
        in_api("post_act", who & STAFF, thing, by_key="post_id", sends={"act": "hide"})
        for thing, who in POSTS.items()
    ),
    Address("api:waiting_list", STAFF),
    Address("api:unanswered_list", STAFF),
    Address("api:picture_detail", STAFF),
    *(Address("api:thread_hand", NOBODY, thing, keyword="thread_id", sends={}) for thing in THREADS),
    # Who may hand on a reflection, and to whom: tests/api/test_facilitating.py.
    Address("api:post_claim", STAFF, "hidden_post", keyword="post_id", sends={"on": True}),
    Address("api:post_decide", STAFF, "hidden_post", keyword="post_id", sends={"decision": "hide"}),
    Address("api:block_list", MEMBERS),
    Address("api:block_set", MEMBERS - COLLEAGUE, "colleague", "uuid", sends={"on": True}),
    Address("api:follow_list", MEMBERS),
    *(
        in_api("follow_set", who, thing, by_key="key", sends={"level": "watching"}, more={"kind": "thread"})
        for thing, who in THREADS.items()
    ),
    Address(
        "api:follow_set",
        CIRCLE,
        "porch",
        "slug",
        {"level": "muted"},
        keyword="key",
        more={"kind": "forum"},
    ),
    Address("api:upload_create", NOBODY, sends={}),  # no JSON: tests/api/test_uploads.py
    Address("api:upload_remove", NOBODY, "upload", "uuid"),  # by DELETE: there too
    Address("api:post_vote", CIRCLE, "poll_post", keyword="post_id", sends={"choices": []}),
    *(in_api("post_list", who, thing) for thing, who in THREADS.items()),
    *(in_api("post_detail", who, thing, by_key="post_id") for thing, who in POSTS.items()),
    *(in_api("post_edit", NOBODY, thing, by_key="post_id", sends={}) for thing in POSTS),
    *(in_api("post_create", SPOKEN_IN[thing], thing, sends={"body": "I notice."}) for thing in THREADS),
]

#: Addresses that allauth and Wagtail answer and test themselves, and those that hold a secret of their own.
ELSEWHERE = (
    "account_",
    "wagtail",
    "notifications:unsubscribe",
    "notifications:device-renew",  # tests/notifications/test_devices.py
    "api:api-root",
    "library:sitemap-section",
    "api:thread_events",
    "forums:calendar-feed",  # tests/forums/test_meetings.py: a secret of its own
    "forums:thread-presence",
    "forums:thread-events",  # see the topics below: one function answers both
    "members:sign-out-everywhere",
    "members:circle-seat",
    "members:member-",  # tests/members: they are about one person, by what that person asked for
)


def routes(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if not hasattr(pattern, "url_patterns"):
            if pattern.name:
                yield namespace + pattern.name
        elif not str(pattern.pattern).startswith("admin/"):
            yield from routes(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


def ask(client, address, path):
    """The answer, with nothing left behind."""
    with transaction.atomic():
        if address.sends is None:
            answer = client.get(path)
        elif address.route.startswith("api:"):
            answer = client.post(path, address.sends, "application/json")
        else:
            answer = client.post(path, address.sends, headers={"X-Requested-With": "fetch"})
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def opened(answer):
    """Whether the person got in, or the verb was done: a way to sign in is neither."""
    if answer.status_code in {301, 302, 303}:
        return not answer["Location"].startswith(("/accounts/login/", "/welcome/"))
    return answer.status_code in {200, 201, 204, 304}


def test_every_route_is_in_the_matrix():
    known = {address.route for address in ADDRESSES}
    forgotten = [name for name in routes() if name not in known and not name.startswith(ELSEWHERE)]
    assert forgotten == []


TOPICS = {
    "thread": THREADS | {"between": PAIR},
    "forum": {"porch": CIRCLE, "square": EVERYBODY},
    "presence": {},  # by the thread's own topic: tests/forums/test_presence.py
    "inbox": {},  # one's own only: the key is the listener's
    "desk": {},  # one for all moderators; tests/forums/test_desk.py
}


def topics_heard_wrongly(world, person):
    """Live topics are heard by those who may read the page."""
    assert set(TOPICS) == set(registries.topics)
    viewer = world.people[person] or AnonymousUser()
    for prefix, things in TOPICS.items():
        for thing, who in things.items():
            version = registries.topics[prefix].authorise(viewer, str(getattr(world, thing).pk))
            if (version is not None) != (person in who):
                yield f"{prefix}:{thing}"
        if registries.topics[prefix].authorise(viewer, str(world.nowhere.pk)) is not None:
            yield f"{prefix}: nothing is there"


#: What who was silenced may not do, and would do otherwise: speak, change what they said, share, sign, vote, lend a file.
SPEAKING = frozenset({
    "forums:meeting-edit", "forums:poll-edit", "forums:post-edit", "POST api:post_create", "POST api:post_vote",
    "POST forums:post-create", "POST forums:post-react", "POST forums:post-vote", "POST forums:section-talk",
    "POST forums:take-away", "POST forums:upload-create", "POST forums:use-tell", "POST library:collection-share",
})  # fmt: skip
#: What they may go on doing: their own reading, drafts and account, being there, taking back, and asking for help.
QUIET = frozenset({
    "POST api:block_set", "POST api:follow_set", "POST api:post_flag", "POST api:round_attend",
    "POST forums:draft-remove", "POST forums:excerpt-answer", "POST forums:follow-set",
    "POST forums:guide-response-take-back", "POST forums:invitation-decline", "POST forums:meeting-come",
    "POST forums:proposal-remove", "POST forums:proposal-thanks", "POST forums:reflection-begin",
    "POST forums:reflection-keep", "POST forums:reflection-withdraw", "POST forums:round-here",
    "POST forums:text-check", "POST forums:thread-read", "POST forums:threads-read", "POST forums:upload-remove", "POST forums:use-take-back",
    "POST library:collection-forget", "POST library:collection-ticks", "POST library:folder-change",
    "POST library:folder-remove", "POST library:keep", "POST library:keep-resource", "POST library:read",
    "POST library:ticks", "POST members:block-set", "POST members:circle-leave", "POST members:coach-switch",
    "POST members:token-revoke", "POST notifications:device-list", "POST notifications:device-remove",
    "POST notifications:mail-choose", "POST notifications:notification-read", "POST notifications:push-choose",
    "POST search:opened", "POST search:saved-add", "POST search:saved-change", "POST set-language",
})  # fmt: skip
#: The author, who may do most, and the colleague who reacts to what the author says.
SILENCED = {"silenced author": "author", "silenced colleague": "circle_member"}


def test_of_every_verb_it_is_said_whether_who_was_silenced_may_do_it():
    theirs = {one.verb for one in ADDRESSES if one.opens & PAIR}
    assert {verb for verb in theirs if verb.startswith("POST")} - SPEAKING - QUIET == set()
    assert theirs >= SPEAKING | QUIET
    assert SPEAKING.isdisjoint(QUIET)


def silence(member):
    member.silenced_until = timezone.now() + timedelta(days=7)
    member.save(update_fields=["silenced_until"])


@pytest.mark.parametrize("person", [*PEOPLE, *SILENCED])
def test_addresses_open_to_whom_they_should_and_seem_missing_to_the_rest(person, db):
    """Who was silenced reads as before, and says nothing."""
    world, refused = build(), SPEAKING if person in SILENCED else NOBODY
    if person in SILENCED:
        person = SILENCED[person]
        silence(world.people[person])
    wrong = list(topics_heard_wrongly(world, person))
    browser = program = Client(raise_request_exception=False)
    if viewer := world.people[person]:
        browser.force_login(viewer)
        token = ApiToken.issue(member=viewer, name="test")[1]
        program = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    for address in ADDRESSES:
        client = program if address.route.startswith("api:") else browser
        answer = ask(client, address, address.path(world))
        if opened(answer) != (person in address.opens and address.verb not in refused):
            wrong.append(f"{address}: {answer.status_code} {answer.headers.get('Location', '')}")
        elif address.thing and not opened(answer) and address.sends is None:
            missing = ask(client, address, address.path(world, "nowhere"))
            if missing.status_code != answer.status_code and person not in READERS.get(address.thing, ()):
                wrong.append(f"{address}: {answer.status_code}, but {missing.status_code} where nothing is")
    assert not wrong, "\n".join(wrong)
