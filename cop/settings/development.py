"""For the demo and for building: debugging pages, console mail, the style guide."""

from cop.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DEMO_ALLOWED = True
SERVE_LOCALLY = True
STYLEGUIDE = True
WHITENOISE_USE_FINDERS = True
