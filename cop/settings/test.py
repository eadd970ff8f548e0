"""For the suite. Services come from the same variables as in production; without them the embedded ones."""

import tempfile

from cop.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
_files = tempfile.mkdtemp(prefix="cop-test-")
MEDIA_ROOT = Path(_files) / "media"
PROTECTED_ROOT = Path(_files) / "protected"
STORAGES["protected"]["OPTIONS"]["location"] = PROTECTED_ROOT
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default="cop-test")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
POSTS_A_MINUTE = POST_REPEATS = 0
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
