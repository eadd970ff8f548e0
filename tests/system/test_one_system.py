"""Two web processes, a worker and the proxy are one system."""

import pytest

from tests.system.people import Person
from tests.waiting import wait_until


def test_a_reply_through_the_first_process_arrives_at_a_socket_on_the_second(stack, rosa, amara):
    first, second = stack.web
    thread = stack.seed["thread"]
    with rosa.listens(second, f"thread:{thread}") as following:
        amara.reply(first, thread, "The marigold stood by the window.")
        event = following("created")
    assert "marigold" in event["html"]
    assert event["seq"] > 0


def test_a_reply_is_found_by_search_through_both_processes(stack, rosa, amara):
    thread = stack.seed["thread"]
    amara.reply(stack.web[0], thread, "A paper lantern hung over the crib.")
    for base in stack.web:
        wait_until(
            lambda base=base: any(
                hit["url"].startswith(f"/threads/{thread}/") and hit["part"]
                for hit in rosa.finds(base, "paper lantern")
            ),
            seconds=90,
            what=f"the reply is found at {base}",
        )


def test_elasticsearch_answers(stack, rosa):
    """A process that asked before the worker had built the index asks again after a pause."""

    def engine():
        return rosa.request(f"{stack.web[0]}/api/v1/search?q=kettle").json()["engine"]

    wait_until(lambda: engine() == "elasticsearch", seconds=90, what="Elasticsearch answers")


def test_killing_the_worker_in_the_middle_loses_nothing(stack, rosa, amara):
    words = [f"pebble{n:02d}" for n in range(12)]
    thread = stack.seed["thread"]
    for n, word in enumerate(words):
        amara.reply(stack.web[n % 2], thread, f"The child carried a {word} all morning.")
        if n == 5:
            stack.kill(stack.worker)
    stack.worker = stack.start_worker()
    # What the killed worker held is taken up again when it has been silent for 30 seconds.
    for word in words:
        wait_until(lambda word=word: rosa.finds(stack.web[1], word), seconds=90, what=f"{word} is found")


def test_a_socket_passes_through_the_proxy(stack, rosa, amara):
    thread = stack.seed["thread"]
    with rosa.listens(stack.proxy, f"thread:{thread}") as following:
        amara.reply(stack.proxy, thread, "She hummed the same three notes.")
        assert "three notes" in following("created")["html"]


def test_a_dead_process_is_noticed_and_the_proxy_goes_on_with_the_other(stack, rosa):
    first, _second = stack.ports
    process = next(p for p in stack.processes if f"web-{first}" in stack.name_of(p))
    assert stack.check_health(first) == 0
    stack.kill(process)
    assert stack.check_health(first) != 0
    for _attempt in range(4):
        assert rosa.request(f"{stack.proxy}/health/").status == 200
    stack.start_web(first)
    wait_until(lambda: stack.check_health(first) == 0, seconds=30, what="the process is back")


def test_the_worker_says_that_it_lives(stack):
    wait_until(lambda: "running" in stack.log("worker"), seconds=20, what="the worker has begun")
    stack.manage("worker", "--check")


def test_pages_are_compressed_and_keep_their_policy(stack):
    answer = Person().request(f"{stack.proxy}/", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "nginx/" not in answer.headers["Server"]


def test_static_files_are_named_by_content_and_kept_for_ever(stack):
    page = Person().request(f"{stack.proxy}/").body.decode()
    path = next(part for part in page.split('"') if part.startswith("/static/css/site."))
    answer = Person().request(f"{stack.proxy}{path}", Accept_Encoding="gzip")
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_public_media_can_neither_run_nor_be_taken_for_something_else(stack):
    picture = Person().request(f"{stack.proxy}/media/images/a.png")
    assert (picture.status, picture.headers["Content-Type"]) == (200, "image/png")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Content-Security-Policy"].startswith("sandbox")
    assert picture.headers["Content-Disposition"] is None
    page = Person().request(f"{stack.proxy}/media/images/a.html")
    assert page.headers["Content-Disposition"] == "attachment"
    assert page.headers["Content-Type"] == "application/octet-stream"


def test_the_proxy_sends_an_upload_to_whoever_may_see_it_and_to_nobody_else(stack):
    address = f"{stack.proxy}{stack.seed['upload']}"
    seen = Person().request(address, Cookie=stack.seed["session"])
    assert (seen.status, seen.headers["Content-Type"]) == (200, "image/png")
    assert seen.body.startswith(b"\x89PNG")
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert "no-store" in seen.headers["Cache-Control"]
    assert seen.headers["X-Accel-Redirect"] is None
    assert Person().request(address).status == 404
    assert Person().request(f"{stack.proxy}/protected/{stack.seed['upload_name']}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/documents/members.pdf",
        "/media/images/../documents/members.pdf",
        "/media/original_images/",
        "/media/",
        "/protected/attachments/",
        "/media/../protected/attachments/",
        "/media/images/../../protected/attachments/",
        "/media/images/..%2f..%2fprotected/attachments/",
        "/media/images../nginx.conf",
    ],
)
def test_nothing_else_of_the_disk_is_served(stack, path):
    assert Person().request(f"{stack.proxy}{path}").status in {400, 404}


def test_a_name_that_is_not_ours_is_refused(stack):
    assert Person().request(f"{stack.proxy}/", Host="evil.example").status == 400


def test_django_logs_no_warning_about_how_it_is_served(stack):
    for port in stack.ports:
        assert "Warning" not in stack.log(f"web-{port}")
