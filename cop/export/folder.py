"""The folder of a copy: made beside the one that is there, and put in its place when it is whole."""

import shutil
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _

MARK = ".copy-of-a-library"


class Occupied(Exception):
    """Something else stands there."""


class Folder:
    """`with Folder(path) as folder: folder.write(…)`. What an earlier copy held and this one does not is gone after it; if
    anything fails the earlier copy stays."""

    def __init__(self, path):
        self.path = Path(path).absolute()
        if self.path.exists() and not (self.path / MARK).is_file() and not empty(self.path):
            raise Occupied(_("%(path)s holds something else. Name an empty or new folder.") % {"path": path})
        self.making = self.path.with_name(f".{self.path.name}-{uuid4().hex[:8]}")

    def __enter__(self):
        self.making.mkdir(parents=True)
        self.write(MARK, b"")
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.replace()
        finally:
            shutil.rmtree(self.making, ignore_errors=True)

    def replace(self):
        """Put what was made in its place, and what stood there, if it can, back where that fails."""
        earlier = self.making.with_name(f"{self.making.name}-earlier")
        try:
            if self.path.exists():
                self.path.rename(earlier)
            self.making.rename(self.path)
        except OSError as error:
            if earlier.exists():
                earlier.rename(self.path)
            message = _(
                "%(path)s cannot be put in the place of an earlier folder. Where a volume is mounted there, name a folder inside of it."
            )
            raise Occupied(message % {"path": self.path}) from error
        shutil.rmtree(earlier, ignore_errors=True)

    def write(self, name, content):
        """The name, after its bytes stand below this folder and nowhere else."""
        file = (self.making / name).resolve()
        if not file.is_relative_to(self.making.resolve()):
            raise ValueError(f"{name} is outside of the copy")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return name


def empty(path):
    return path.is_dir() and not any(path.iterdir())
