"""The pages and writes that are measured, as requests. `found` is what bench.scene says of a corpus."""

import json
import secrets
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

#: The page that all others are held against.
BARE = "bare guide page"
#: A page as Wagtail's demonstration site builds them, and a guide of that length as a guest and a member have it.
DEMO, GUIDE = "page of a demonstration site", "guide"
GUESTS = {BARE, DEMO, GUIDE}
PAGES = {
    BARE: "{bare}",
    DEMO: "{demo}",
    GUIDE: "{guide}",
    "guide, signed in": "{guide}",
    "thread list": "/threads/",
    "long thread, first page": "/threads/{long}/",
    "long thread, middle page": "/threads/{long}/?page={middle}",
    "long thread, last page": "/threads/{long}/?page={pages}",
    "unread list": "/threads/unread/",
    "search": "/search/?q={word}",
}
REPLY, REPLY_LONG, EDIT, REACT = "reply", "reply, long thread", "edit", "react"
WRITES = (REPLY, REPLY_LONG, EDIT, REACT)

#: No number and no unknown word, which may tell who somebody is and would be asked about.
PLAIN = (
    "after", "before", "chair", "door", "early", "evening", "floor", "garden", "hand", "kitchen", "later", "letter",
    "little", "morning", "music", "night", "paper", "quiet", "rain", "rest", "second", "slow", "song", "story", "table",
    "talk", "tea", "warm", "water", "week", "window", "yellow",
)  # fmt: skip
WORDS = (
    "What I notice is how the waiting changed once there was a chair at the window. She sat down, he saw her sit, and "
    "the crying took another turn. We had asked for months who should leave first. "
)


@dataclass(frozen=True)
class Asked:
    """`body`: what is posted as a form; None for a page. `status`: of the right answer."""

    path: str
    body: bytes | None = None
    status: int = 200
    signed_in: bool = True


def new_word() -> str:
    """One that stands in no other post: plain words joined to one."""
    return "-".join(["word", *(secrets.choice(PLAIN) for _ in range(7))])


def asked(name, found):
    """The next request of this name; writes go round the ordinary threads and posts."""
    if name in PAGES:
        path = PAGES[name].format(**found | {"middle": found["pages"] // 2})
        return Asked(path, signed_in=name not in GUESTS)
    turn = found["turns"][name] = found.setdefault("turns", {}).get(name, -1) + 1
    match name:
        case "reply" | "reply, long thread":
            thread = found["long"] if name == REPLY_LONG else found["threads"][turn % len(found["threads"])]
            said = f"{WORDS * 3}{turn} {new_word()}"
            form = {"kind": "notice", "body": said, "idempotency_key": uuid.uuid4()}
            return Asked(f"/threads/{thread}/reply/", _form(form), 201)
        case "edit":
            # Without a script the answer leads back to the post; the number of the text comes from the page.
            place = turn % len(found["own"])
            post, revision = found["own"][place]
            found["own"][place] = (post, revision + 1)
            form = {
                "body": f"{WORDS * 3}{turn} {new_word()}",
                "revision": revision,
                "reason": "",
            }
            return Asked(f"/posts/{post}/edit/", _form(form), 302)
        case "react":
            posts = found["others"]
            on = "1" if (turn // len(posts)) % 2 == 0 else ""
            return Asked(f"/posts/{posts[turn % len(posts)]}/reactions/", _form({"kind": "thanks", "on": on}))
    raise KeyError(name)


def headers(request, found):
    """What a browser's script sends along."""
    sent = {}
    if request.signed_in:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in found["cookies"].items())
    if request.body is not None:
        sent["X-CSRFToken"] = found["cookies"]["csrftoken"]
        sent["X-Requested-With"] = "fetch"
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent["Content-Length"] = str(len(request.body))
    return sent


def _form(fields):
    return urlencode(fields).encode()


def read(text):
    """What bench.scene printed."""
    return json.loads(text.strip().splitlines()[-1])
