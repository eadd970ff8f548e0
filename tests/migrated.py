"""A database in which all migrations have run, kept from one run of the suite to the next and copied for each.

Running them takes a minute of a processor, a copy takes none. What is kept is named after everything that the
migrations are made of, so that another migration or another version of a package makes another one.

`python -m tests.migrated` makes it before anybody needs it, on the database that DATABASE_URL names.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = ("requirements.lock", "*/migrations/*.py", "cop/*/migrations/*.py", "search/engines/*.py")
KEPT = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "cop-tests"
DAYS = 14


def fingerprint():
    """Twelve hexadecimal digits."""
    whole = sha256(sys.version.encode())
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def copied_to(test_settings):
    """Have the test database of `test_settings`, Django's `TEST`, begin as a copy. Answers whether it is kept for that."""
    with alone():
        if connection.vendor == "sqlite":
            shutil.copyfile(kept_file(), test_settings["NAME"])
            return True
        test_settings["TEMPLATE"] = kept_in_postgresql()
        return False


@contextmanager
def alone():
    """Workers that begin together make one, not one each."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept_file():
    path = KEPT / f"{fingerprint()}.sqlite3"
    if not path.exists():
        for old in KEPT.glob("*.sqlite3"):
            if old.stat().st_mtime < time.time() - DAYS * 86400:
                old.unlink()
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        migrate(f"sqlite:///{making}")
        making.rename(path)
    os.utime(path)
    return path


def kept_in_postgresql():
    name = f"migrated_{fingerprint()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_making"')
            cursor.execute(f'CREATE DATABASE "{name}_making"')
            migrate(address(f"{name}_making"))
            cursor.execute(f'ALTER DATABASE "{name}_making" RENAME TO "{name}"')
    return name


def address(name=""):
    """Of the database that this process tests with, or of another beside it."""
    place = connection.settings_dict
    name = name or place["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    who = quote(place["USER"], safe="") + ":" + quote(place["PASSWORD"] or "", safe="")
    return f"postgres://{who}@{quote(place['HOST'], safe='')}:{place['PORT']}/{name}"


def migrate(url):
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cop.settings.test"}
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True
    )


if __name__ == "__main__":
    with alone():
        made = kept_file if connection.vendor == "sqlite" else kept_in_postgresql
        made()
