"""What every site of the browser tests needs, imported and read once: each of them is a copy of this process."""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

import cop.asgi  # noqa: F401

reverse("home")
for directory in map(Path, settings.TEMPLATES[0]["DIRS"]):
    for path in directory.rglob("*.html"):
        get_template(str(path.relative_to(directory)))
