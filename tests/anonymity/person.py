"""One who looks: a browser and a program, and what they are answered, without the clock of this machine and its lots."""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from html import unescape

from django.db import transaction
from django.test import Client

from members.models import ApiToken

LINK = re.compile(r"""(?:href|src|action|value|content|hx-get|data-[\w-]+)=["'](/[^"'#]*)""")
API_LINK = re.compile(r'"(/[^"\s\\<>#]*)[#"]')


class Person:
    """A viewer with a browser and a token, who leaves nothing behind whatever they ask for."""

    def __init__(self, village, name):
        self.name, self.member = name, village.people[name] and village.who(name)
        self.browser = self.program = Client(raise_request_exception=False)
        if self.member:
            self.browser.force_login(self.member)
            token = ApiToken.issue(member=self.member, name="test")[1]
            self.program = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    def ask(self, path, sends=None):
        client = self.program if path.startswith("/api/") else self.browser
        random.seed(path)  # so that a token in one answer does not depend on how many were given out before
        cookies = client.cookies.copy()
        with transaction.atomic():
            if sends is None:
                answer = client.get(path)
            elif client is self.program and self.member:
                answer = client.post(path, sends, "application/json")
            else:
                answer = client.post(path, sends, headers={"X-Requested-With": "fetch"})
            body = answer.getvalue()
            transaction.set_rollback(True)
        set_now = str(answer.cookies)
        client.cookies = cookies
        return Answer(answer.status_code, dict(answer.headers), set_now, body)


class Answer:
    def __init__(self, status, headers, cookies, body):
        self.status, self.headers, self.body = status, headers, body.decode("utf-8", "backslashreplace")
        self.text = plain(f"{status}\n{json.dumps(headers, sort_keys=True)}\n{cookies}\n{self.body}")

    def links(self):
        """Addresses of this site, without what stands after #."""
        kind = self.headers.get("Content-Type", "")
        found = LINK.findall(self.body) if "html" in kind else []
        found += API_LINK.findall(self.body) if "json" in kind else []
        found += re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", self.body)
        found += [self.headers["Location"]] if self.headers.get("Location", "").startswith("/") else []
        return [unescape(link).partition("#")[0] for link in found]


def plain(text):
    """Without the clock of this machine and what is drawn by lot; all else has to be the same."""
    text = re.sub(r"expires=[^;]+;", "expires;", text)
    text = re.sub(r"(messages=[\w.=-]+):[^;]+;", r"\1;", text)
    text = re.sub(r'(name="idempotency_key" value=|\bUID:|/calendar/)[^@\s<>]+', r"\1", text)
    text = re.sub(
        r"(csrfmiddlewaretoken\W+value=\W|csrftoken=|sessionid=|nonce-|nonce=\W)[\w+/=-]+", r"\1", text
    )
    text = re.sub(r"(\\&quot;key\\&quot;: \\&quot;)\w{5}", r"\1", text)  # of the blocks in Wagtail's editor
    now = datetime.now(UTC)  # the village is in another month
    for day in (now, now - timedelta(days=1)):  # a file may be older than midnight
        text = re.sub(rf"{day:%a, %d %b %Y} [\d:]+ GMT|{day:%Y-%m-%d}T[\d:.+]+", "now", text)
    return re.sub(r"(Server-Timing\W+)[^\"]*", r"\1", text)
