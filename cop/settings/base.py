"""Settings that every way of running shares. What differs by machine comes from the environment.

| variable | meaning | default |
| --- | --- | --- |
| SECRET_KEY | Django's signing key | development only |
| DATABASE_URL | SQLite or PostgreSQL | var/db.sqlite3 |
| REDIS_URL | channel layer and cache | in memory, one process |
| ELASTICSEARCH_URL | search engine | the database's full text |
| EMAIL_URL | SMTP server | console |
| ALLOWED_HOSTS | comma-separated | localhost |
| BASE_URL | address in e-mails | http://localhost:8000 |
| COMMUNITY_NAME, COMMUNITY_TAGLINE | what the place is called | Village |
| SIGNUP | open or approval | open |
| NOTIFICATION_MAIL_DELAY | seconds in which reading makes a mail needless | 120 |
| PUSH_KEY | secret key of alerts on devices, made by `manage.py push_key` | no alerts on devices |
| POSTS_A_MINUTE | posts of one member in a minute; 0: as many as they like | 12 |
| POST_LINKS | links in a post; with more it waits for a moderator | 4 |
| UPLOAD_MAX_BYTES | bytes of one file in a post | 10000000 |
| UPLOAD_MAX_FILES | files in one post | 6 |
| UPLOAD_MAX_WAITING | files of one member that wait to be sent; unsent ones go after a day | 24 |
| LIBRARY_FILE_MB | megabytes of one file of the library, by what it is | paper=30;text=2;audio=60;video=60;picture=10 |
| UPLOAD_TYPES | kinds of files that posts take, by extension | pdf,docx,pptx,xlsx,odt,png,jpg,webp |
| POST_REPEATS | conversations in which the same words may stand; 0: in any number | 2 |
| CLAMD | host:port of ClamAV's clamd, which looks through files before they are kept | nobody looks |
| SPAM_SERVICE_URL, SPAM_SERVICE_KEY | a service that knows advertising | nobody is asked |
| SPAM_SERVICE_TIMEOUT | seconds | 4 |
| SPAM_SERVICE_SILENT | hold or allow, where it does not answer | hold |
| LANGUAGES | codes of the languages of interface and pages, parted by commas; English is always one | en,es |
| SEARCH_MONTHS | months for which numbers of what is searched are kept; 0: none | 6 |
| READ_ONLY | yes: the site is read, and nothing can be written in it | no |
| LINK_CHECKS | whether the sites that guides and curators name are asked: if their pages still open, what a page that is added says of itself | yes |
| PROTECTED_MEDIA | accel: a proxy sends the bytes of uploads | Django sends them |
"""

from django.conf.locale import LANG_INFO
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cop.settings.files import *

SECRET_KEY = env("SECRET_KEY", default="development-only-" + "0" * 40)
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://localhost:8000")

LINK_CHECKS = env.bool("LINK_CHECKS", default=True)
READ_ONLY = env.bool("READ_ONLY", default=False)
COMMUNITY_NAME = env("COMMUNITY_NAME", default="Village")
COMMUNITY_TAGLINE = env("COMMUNITY_TAGLINE", default="") or _(
    "A community of practice for early relational health"
)
SIGNUP = env("SIGNUP", default="open")

INSTALLED_APPS = [
    "cop.core",
    "safeguards",
    "members",
    "library",
    "forums",
    "search",
    "notifications",
    "cop",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "members.wagtail_users.WagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "library.wagtail_admin.WagtailAdminConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cop.static.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cop.core.middleware.LanguageMiddleware",
    "cop.core.middleware.SentByScriptMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cop.core.middleware.ContentSecurityPolicyMiddleware",
    "cop.core.middleware.PrivateResponsesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.FullMembersMiddleware",
    "cop.core.still.StillMiddleware",
]

ROOT_URLCONF = "cop.urls"
ASGI_APPLICATION = "cop.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cop.core.context.site",
            ],
        },
    },
]

VAR_DIR.mkdir(exist_ok=True)
_database_url = env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(_database_url)}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # A connection is looked at before it is given to anybody: a server that was restarted has closed them all. While it
    # is away, a request waits so long for it; who asks after that begins to look for it anew.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    pool = {"min_size": 1, "max_size": 20, "timeout": 20, "reconnect_timeout": 10}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool
    # Compiling a query, or helpers for it, take longer than any query of a page. What the URL says goes before.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off -c max_parallel_workers_per_gather=0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {"default": {"BACKEND": "cop.core.cache.ForgetfulRedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
SEARCH_MONTHS = env.int("SEARCH_MONTHS", default=6)
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default="cop")

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one replaces it when it is confirmed
ACCOUNT_PREVENT_ENUMERATION = "strict"  # anybody may claim an address, only its owner confirms it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "add_email": "members.account_forms.AddressForm",
    "change_password": "members.account_forms.ChangePasswordForm",
    "login": "members.account_forms.LoginForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
    "reset_password": "members.account_forms.ResetPasswordForm",
    "reset_password_from_key": "members.account_forms.ResetPasswordKeyForm",
    "set_password": "members.account_forms.SetPasswordForm",
    "signup": "members.account_forms.SignupForm",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cop.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_email_url = env("EMAIL_URL", default="") or "consolemail://"
vars().update({k: v for k, v in env.email_url_config(_email_url).items() if k.startswith("EMAIL_")})
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{COMMUNITY_NAME} <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
POSTS_A_MINUTE = env.int("POSTS_A_MINUTE", default=12)
POST_REPEATS = env.int("POST_REPEATS", default=2)
POST_LINKS = env.int("POST_LINKS", default=4)
SPAM_SERVICE_URL = env("SPAM_SERVICE_URL", default="")
SPAM_SERVICE_KEY = env("SPAM_SERVICE_KEY", default="")
SPAM_SERVICE_TIMEOUT = env.float("SPAM_SERVICE_TIMEOUT", default=4)
SPAM_SERVICE_SILENT = env("SPAM_SERVICE_SILENT", default="hold")
NOTIFICATION_MAIL_DELAY = env.int("NOTIFICATION_MAIL_DELAY", default=120)
PUSH_KEY = env("PUSH_KEY", default="")

LANGUAGE_CODE = "en"
# Django has no name for it.
LANG_INFO.setdefault(
    "ht", {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "Kreyòl ayisyen"}
)
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code, capfirst(LANG_INFO[code]["name_local"]))
    for code in dict.fromkeys([LANGUAGE_CODE, *env.list("LANGUAGES", default=["en", "es"])])
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "UTC"
USE_TZ = True

MANDATED_REPORT_URL = env(
    "MANDATED_REPORT_URL",
    default="https://www.childwelfare.gov/resources/state-child-abuse-and-neglect-reporting-numbers/",
)
DEMO_ALLOWED = False
SERVE_LOCALLY = False
STYLEGUIDE = False

WAGTAIL_SITE_NAME = COMMUNITY_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "library.PracticeImage"
WAGTAILDOCS_DOCUMENT_MODEL = "library.PracticeDocument"
WAGTAILDOCS_EXTENSIONS = [
    *["pdf", "docx", "pptx", "xlsx", "odt", "odp", "txt", "csv"],
    *["mp4", "webm", "vtt", "mp3", "m4a", "ogg"],
]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "library.upload_forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_FORM_BASE = "library.upload_forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "bibtexparser": {"level": "CRITICAL"}
    },  # it logs what it could not read, which its reader is told
}
