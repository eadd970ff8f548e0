"""Writers in the storm: each says one thing after another, again and again under the same key until it is acknowledged."""

import json
import random
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException

from bench.asking import new_word

PAUSE = (1.0, 4.0)  # seconds between two things that somebody says
TIMEOUT = 40.0  # seconds for an answer


@dataclass
class Writer:
    """Half write through the API, half through the site's own form. Some change or take back what they said."""

    base: str
    thread: int
    session: str
    token: str
    by_form: bool
    said: dict[str, int] = field(default_factory=dict)  # post by key, as acknowledged
    words: dict[int, str] = field(default_factory=dict)  # what each post says last
    removed: set[int] = field(default_factory=set)
    failures: list[tuple[float, str]] = field(default_factory=list)
    changed: int = 0
    slowest: float = 0.0
    refused: str = ""

    def write(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(random.uniform(*PAUSE)):  # noqa: S311
                self._say()
                chance = random.random()  # noqa: S311
                if self.by_form and chance < 0.15:
                    self._take_back()
                elif not self.by_form and chance < 0.25:
                    self._change()
        except Exception as error:
            self.refused = repr(error)

    def _say(self) -> None:
        key, word = str(uuid.uuid4()), new_word()
        text = f"In the middle of it the child said {word} and the kettle sang."
        began = time.monotonic()
        if self.by_form:
            fields = {"kind": "reply", "body": text, "idempotency_key": key}
            post = json.loads(self._insist(f"/threads/{self.thread}/reply/", fields, {201}))["post"]
        else:
            path = f"/api/v1/threads/{self.thread}/posts"
            post = json.loads(self._insist(path, {"body": text}, {201}, Idempotency_Key=key))["id"]
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.said[key] = post
        self.words[post] = word

    def _change(self) -> None:
        """Under the revision that it read; an answer that was lost is found out by reading again."""
        post = random.choice(list(self.words))  # noqa: S311
        word = new_word()
        number = json.loads(self._insist(f"/api/v1/posts/{post}", None, {200}))["revision"]
        body = {"body": f"What was said was {word}.", "revision": number}
        self._insist(f"/api/v1/posts/{post}", body, {200}, method="PATCH")
        self.words[post] = word
        self.changed += 1

    def _take_back(self) -> None:
        post = random.choice(list(self.words))  # noqa: S311
        self._insist(f"/posts/{post}/remove/", {"reason": ""}, {200, 404})
        del self.words[post]
        self.removed.add(post)

    def _insist(self, path, fields, fine, method="", **headers) -> bytes:
        while True:
            began = time.monotonic()
            try:
                status, body = self._send(path, fields, method, headers)
            except (OSError, HTTPException) as error:  # the second where an answer is cut
                status, body = 0, repr(error).encode()
            if status in fine:
                return body
            if status and status < 500:
                raise AssertionError(f"{status} {path} {body[:300]!r}")
            self.failures.append((began, f"{status} {path} after {time.monotonic() - began:.1f} s"))
            time.sleep(random.uniform(0.3, 1.5))  # noqa: S311

    def _send(self, path, fields, method, headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.token}"
            headers["Content-Type"] = "application/json"
            data = None if fields is None else json.dumps(fields).encode()
        else:
            token = secrets.token_hex(16)
            headers["Cookie"] = f"{self.session}; csrftoken={token}"
            headers |= {"X-CSRFToken": token, "X-Requested-With": "fetch", "Origin": self.base}
            data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(  # noqa: S310
            self.base + path, data=data, headers=headers, method=method or None
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@dataclass
class Visitor:
    """Opens a page again and again, and remembers what failed."""

    base: str
    path: str
    session: str
    asked: int = 0
    failures: list[tuple[float, float, str]] = field(default_factory=list)

    def visit(self, stop: threading.Event) -> None:
        while not stop.wait(0.5):
            began = time.monotonic()
            request = urllib.request.Request(self.base + self.path, headers={"Cookie": self.session})  # noqa: S310
            self.asked += 1
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                    answer.read()
            except (OSError, HTTPException) as error:  # the second where an answer is cut
                self.failures.append((began, time.monotonic(), f"{self.path} {error}"))
