"""Production, with one more kind of page: the bare one that all others are held against (see bench.floor)."""

from cop.settings.production import *

INSTALLED_APPS = [*INSTALLED_APPS, "bench.floor"]
