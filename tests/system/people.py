"""What somebody at the other end of the network does: requests and sockets with a personal token."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from websockets.sync.client import connect


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Person:
    token: str = ""

    def request(self, url: str, data: Any = None, **headers: str) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = None
        if data is not None:
            body = json.dumps(data).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def reply(self, base: str, thread: int, body: str) -> Answer:
        answer = self.request(
            f"{base}/api/v1/threads/{thread}/posts", {"body": body}, Idempotency_Key=str(uuid.uuid4())
        )
        assert answer.status == 201, answer
        return answer

    def finds(self, base: str, words: str) -> list[dict[str, Any]]:
        query = urllib.parse.urlencode({"q": words})
        answer = self.request(f"{base}/api/v1/search?{query}")
        assert answer.status == 200, answer
        return answer.json()["hits"]

    @contextmanager
    def listens(self, base: str, topic: str):
        """Yields a function that returns the next event of a kind on that topic."""
        address = base.replace("http://", "ws://") + "/ws/live/"
        with connect(address, additional_headers={"Authorization": f"Bearer {self.token}"}) as socket:
            socket.send(json.dumps({"subscribe": topic, "since": 0}))

            def following(kind: str, seconds: float = 10) -> dict[str, Any]:
                deadline = time.monotonic() + seconds
                while True:
                    event = json.loads(socket.recv(timeout=max(deadline - time.monotonic(), 0.01)))
                    if event.get("topic") == topic and event.get("kind") == kind:
                        return event

            following("ready")
            yield following
