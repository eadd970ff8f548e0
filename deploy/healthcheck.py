"""Exits with 0 if this container's web process answers and reaches its database."""

import os
import sys
import urllib.request

request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/",
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip()},
)
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 (always http)
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"not healthy: {error}")
