"""The short form of `make soak`."""

import os

import pytest

from tests.migrated import address
from tests.system.servers import can_be_started
from tests.system.storm import SHORT, Storm


@pytest.mark.skipif(not can_be_started(), reason="install PostgreSQL's and Redis's servers to kill them")
def test_nothing_is_lost_while_one_part_after_another_is_killed(django_db_setup):
    storm = Storm(os.environ.get("ELASTICSEARCH_URL", ""), migrated=address())
    try:
        storm.start()
        account = storm.run(SHORT)
        print(account)
        logs = "\n".join(storm.stack.log(name)[-3000:] for name in ("web", "worker"))
        assert account.wrong == [], logs
        assert account.posts > 50
        assert account.sockets > len(storm.readers) // 2
    finally:
        storm.end()
