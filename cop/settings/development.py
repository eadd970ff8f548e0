"""For the demo and for building: console mail, the style guide, files served by Django itself."""

from cop.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DEMO_ALLOWED = True
SERVE_LOCALLY = True
# Static files come from where they are edited; there is no collected copy.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# One line for each page that the starter content publishes would drown the progress bar.
LOGGING["loggers"] = {"wagtail": {"level": "WARNING"}}
# Alerts on devices work in the demo as well: any 32 bytes make a key, and these are no secret of anybody.
PUSH_KEY = env("PUSH_KEY", default="") or "development-only-" + "A" * 26
