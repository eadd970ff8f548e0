"""A push service that counts as public."""

import pytest

from library import asking
from tests.notifications.receiver import HOST, Browser, serving


@pytest.fixture
def service(monkeypatch, tmp_path, settings):
    settings.NOTIFICATION_MAIL_DELAY = 0
    server, certificate = serving(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(asking, "PORTS", {"http": {80}, "https": {443, server.server_port}})
    public = asking.public_addresses
    monkeypatch.setattr(
        asking, "public_addresses", lambda host, port: ["127.0.0.1"] if host == HOST else public(host, port)
    )
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(service):
    """`browser("/a")`: one that is reached there."""
    return lambda path="/a": Browser(f"https://{HOST}:{service.server_port}{path}")
