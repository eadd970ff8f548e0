"""Where files are, which are taken, and how large they may be."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PROTECTED_ROOT = Path(env("PROTECTED_ROOT", default=str(VAR_DIR / "protected")))
PROTECTED_MEDIA = env("PROTECTED_MEDIA", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "protected": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PROTECTED_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10_000_000)
UPLOAD_MAX_FILES = env.int("UPLOAD_MAX_FILES", default=6)
UPLOAD_MAX_WAITING = env.int("UPLOAD_MAX_WAITING", default=24)
UPLOAD_TYPES = env.list("UPLOAD_TYPES", default=["pdf", "docx", "pptx", "xlsx", "odt", "png", "jpg", "webp"])
CLAMD = env("CLAMD", default="")

#: Megabytes of one file of the library, by what it is.
LIBRARY_FILE_MB = {"paper": 30, "text": 2, "audio": 60, "video": 60, "picture": 10}
LIBRARY_FILE_MB |= env.dict("LIBRARY_FILE_MB", cast={"value": int}, default={})
WAGTAILIMAGES_MAX_UPLOAD_SIZE = LIBRARY_FILE_MB["picture"] * 1_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = max(LIBRARY_FILE_MB.values()) * 1_000_000
