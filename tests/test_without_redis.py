"""Redis may be lost: every address answers as with it, and what is written is written."""

import uuid

import pytest
from channels.layers import channel_layers
from django.core.cache import cache
from django.test import Client

from forums.models import Post
from members.models import ApiToken
from tests.test_access_matrix import ADDRESSES, ask, opened
from tests.world import build

NOWHERE = "redis://127.0.0.1:1/0"  # nothing listens there


@pytest.fixture
def no_redis(settings):
    settings.CACHES = {"default": {"BACKEND": "cop.core.cache.ForgetfulRedisCache", "LOCATION": NOWHERE}}
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [NOWHERE]},
        }
    }
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@pytest.mark.parametrize("person", ["author", "administrator"])
def test_every_address_answers_while_redis_is_away(person, no_redis, db):
    world = build()
    assert cache.get_or_set("anything", lambda: "read anew") == "read anew"
    assert cache.get("anything") is None
    browser = Client()
    browser.force_login(world.people[person])
    token = ApiToken.issue(member=world.people[person], name="test")[1]
    program = Client(headers={"Authorization": f"Bearer {token}"})
    for address in (one for one in ADDRESSES if person in one.opens):
        client = program if address.route.startswith("api:") else browser
        assert opened(ask(client, address, address.path(world))), address


def test_what_is_said_while_redis_is_away_is_kept_and_followed_up(no_redis, db, run_tasks, committed):
    world = build()
    client = Client()
    client.force_login(world.people["circle_member"])
    path = f"/threads/{world.open_thread.pk}/reply/"
    with committed():
        answer = client.post(
            path, {"kind": "notice", "body": "Said in the dark.", "idempotency_key": str(uuid.uuid4())}
        )
    assert answer.status_code == 302
    assert Post.objects.filter(thread=world.open_thread, body__contains="Said in the dark").count() == 1
    assert run_tasks() > 0
