"""Chromium takes the site for one that can be kept on the home screen."""

import pytest

from tests.core.marks import with_commits

pytestmark = [pytest.mark.browser, with_commits]


def test_the_manifest_is_read_without_errors(enter, member):
    page = enter(member, "/")
    tools = page.context.new_cdp_session(page)
    read = tools.send("Page.getAppManifest")
    assert read["url"].endswith("/manifest.webmanifest") and read["errors"] == []
    wrong = [error["errorId"] for error in tools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert wrong in ([], ["in-incognito"])
