"""For real use, behind a proxy that terminates TLS. What is missing or weak stops the start, named all at once."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cop.settings.base import *

problems = [
    f"{name} is not set"
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "BASE_URL")
    if not env(name, default="").strip()
]
if not problems:
    BASE_URL = WAGTAILADMIN_BASE_URL = env("BASE_URL").rstrip("/")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 20 or SECRET_KEY.startswith("development-only"):
        problems.append("SECRET_KEY is not 50 or more random characters")
    if "*" in ALLOWED_HOSTS:
        problems.append("ALLOWED_HOSTS may not allow every name")
    if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).hostname:
        problems.append("BASE_URL is not an address such as https://community.example.org")
if problems:
    raise ImproperlyConfigured(f"{'; '.join(problems)}. `make env` writes good values into .env.")

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
HTTPS = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside, without TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# The proxy of deploy/nginx replaces X-Forwarded-For by the one address that it found.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
STORAGES["staticfiles"] = {"BACKEND": "cop.static.PackedStaticFilesStorage"}
# Preloading is a promise for a whole domain, which may hold more than this site.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
