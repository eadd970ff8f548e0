"""Who is here and who is writing, between two web processes with Redis between them."""

import json
import time
from contextlib import contextmanager

from websockets.sync.client import connect


class Seat:
    """An open page of a conversation, at one of the processes."""

    def __init__(self, socket, topic):
        self.socket, self.topic = socket, topic

    def sees(self, *, here=None, typing=None, seconds=20):
        """Wait until the words are these."""
        last, deadline = None, time.monotonic() + seconds
        while last is None or here not in {None, last["here"]} or typing not in {None, last["typing"]}:
            frame = json.loads(self.socket.recv(timeout=max(deadline - time.monotonic(), 0.01)))
            if frame.get("kind") == "presence":
                assert frame["topic"] == self.topic
                last = frame
        return last

    def writes(self):
        self.socket.send(json.dumps({"typing": self.topic}))


@contextmanager
def seated(person, base, thread):
    address, topic = base.replace("http://", "ws://") + "/ws/live/", f"presence:thread:{thread}"
    with connect(address, additional_headers={"Authorization": f"Bearer {person.token}"}) as socket:
        socket.send(json.dumps({"subscribe": topic}))
        yield Seat(socket, topic)


def test_who_sits_at_the_other_process_is_here_writes_and_leaves(stack, rosa, amara):
    (first, second), thread = stack.web, stack.seed["thread"]
    with seated(rosa, first, thread) as one:
        one.sees(here="", typing="")
        with seated(amara, second, thread) as other:
            one.sees(here="A colleague is here")
            other.sees(here="A colleague is here")
            other.writes()
            one.sees(typing="A colleague is writing")
            one.sees(here="A colleague is here", typing="")
            one.writes()
            other.sees(typing="A colleague is writing")
        one.sees(here="")


def test_a_member_at_both_processes_counts_once(stack, rosa, amara):
    (first, second), thread = stack.web, stack.seed["thread"]
    with seated(rosa, first, thread) as one, seated(amara, second, thread) as other:
        one.sees(here="A colleague is here")
        with seated(amara, first, thread) as again:
            again.sees(here="A colleague is here")
            other.writes()
            assert one.sees(typing="A colleague is writing")["here"] == "A colleague is here"
        one.sees(here="A colleague is here", typing="")
