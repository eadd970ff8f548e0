"""For the suite. Services come from the same variables as in production; without them the embedded ones."""

import atexit
import shutil
import tempfile
from urllib.parse import urlsplit

from cop.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
_files = tempfile.mkdtemp(prefix="cop-test-")
atexit.register(shutil.rmtree, _files, ignore_errors=True)
MEDIA_ROOT = Path(_files) / "media"
PROTECTED_ROOT = Path(_files) / "protected"
STORAGES["protected"]["OPTIONS"]["location"] = PROTECTED_ROOT
# Workers of pytest-xdist do not meet: pytest-django gives each a database, here each gets the rest. The first of Redis's
# databases, which the address names, stays with whoever is started by a test with the address alone.
_worker = env("PYTEST_XDIST_WORKER", default="")
ELASTICSEARCH_PREFIX = "-".join(filter(None, [env("ELASTICSEARCH_PREFIX", default="cop-test"), _worker]))
if REDIS_URL and _worker:
    _place = urlsplit(REDIS_URL)
    _number = int(_place.path.strip("/") or 0) + 1 + int(_worker.removeprefix("gw"))
    REDIS_URL = _place._replace(path=f"/{_number}").geturl()
if REDIS_URL:
    CACHES["default"]["LOCATION"] = REDIS_URL
    # What is said in Redis is heard in each of its databases.
    CHANNEL_LAYERS["default"]["CONFIG"] = {"hosts": [REDIS_URL], "prefix": ELASTICSEARCH_PREFIX}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
POSTS_A_MINUTE = POST_REPEATS = 0
PUSH_KEY = "test-only-key-of-alerts-" + "A" * 19
LOGGING["root"]["level"] = "WARNING"
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # In memory, threads share one cache and fail at once on each other's locks; in a file they wait.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_files) / "db.sqlite3")}
if "pool" in DATABASES["default"].get("OPTIONS", {}):
    # A pool's open connections would keep the test database from being dropped.
    del DATABASES["default"]["OPTIONS"]["pool"]
DEMO_ALLOWED = True
SERVE_LOCALLY = True
STYLEGUIDE = True
