"""The platform as docker-compose.yml runs it, but by hand: the same commands, variables and settings.

PostgreSQL, Redis and Elasticsearch are those that DATABASE_URL, REDIS_URL and ELASTICSEARCH_URL name, or those that it
is given; the stack makes a database and indices of its own there and removes them. Every process it starts, it ends.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import closing
from glob import glob
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import yaml

from tests.waiting import wait_until

SERVICES = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """Two web processes, workers and the proxy, on one database, one Redis and one Elasticsearch (or none).

    `seed`: the module that fills the database and prints, as JSON, what tests need to know of it. `migrated`: the
    address of a database in which all migrations have run, so that none has to here. `variables`: what differs from
    the values below.
    """

    def __init__(self, *, seed="tests.system.seed", migrated="", **variables: str):
        self.seeding, self.migrated = seed, migrated
        self.services = {name: os.environ.get(name, "") for name in SERVICES} | {
            name: variables.pop(name) for name in SERVICES if name in variables
        }
        self.variables = variables
        self.name = f"cop_system_{secrets.token_hex(4)}"
        self.directory = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.directory.chmod(0o755)  # the proxy runs as somebody else
        self.ports = [free_port(), free_port()]
        self.proxy_port = free_port()
        self.processes: list[subprocess.Popen] = []
        self.names: dict[int, str] = {}
        self.environment = self._environment()

    # ---- life ------------------------------------------------------------------------------------------------
    def start(self):
        with psycopg.connect(self.services["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name}")  # noqa: S608
        if self.migrated:
            copy_all(self.migrated, self.environment["DATABASE_URL"])
        self.manage("migrate", "--noinput", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.seed = json.loads(self.run(sys.executable, "-m", self.seeding))
        self.web_processes = {port: self.start_web(port) for port in self.ports}
        self.worker = self.start_worker()
        self.start_proxy()
        for port in self.ports:
            wait_until(lambda port=port: healthy(port), seconds=60, what=f"port {port} answers")
        wait_until(lambda: healthy(self.proxy_port), seconds=10, what="the proxy answers")

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._drop_indices()
        with psycopg.connect(self.services["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")  # noqa: S608
        shutil.rmtree(self.directory, ignore_errors=True)

    def start_web(self, port: int) -> subprocess.Popen:
        """The image's own command."""
        return self._spawn(["sh", "deploy/web"], f"web-{port}", HOST="127.0.0.1", PORT=str(port))

    def start_worker(self) -> subprocess.Popen:
        return self._spawn(compose()["services"]["worker"]["command"], "worker")

    def start_proxy(self) -> subprocess.Popen:
        """nginx with the real configuration; only its port, its upstream and its scratch directory differ."""
        scratch = self.directory / "tmp"
        scratch.mkdir()
        text = (ROOT / "deploy/nginx/nginx.conf").read_text()
        for was, now in {
            "listen 8080;": f"listen 127.0.0.1:{self.proxy_port};",
            "/tmp/": f"{scratch}/",  # noqa: S108
        }.items():
            assert was in text
            text = text.replace(was, now)
        (self.directory / "nginx.conf").write_text(text)
        servers = "".join(f"server 127.0.0.1:{port} max_fails=0; " for port in self.ports)
        (self.directory / "upstream.conf").write_text(f"upstream web {{ {servers} keepalive 32; }}\n")
        somebody = {}
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(scratch, nobody.pw_uid, nobody.pw_gid)
            somebody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        prefix = f"{self.directory}/"
        command = ["nginx", "-p", prefix, "-e", "stderr", "-c", f"{prefix}nginx.conf", "-g", "daemon off;"]
        return self._spawn(command, "proxy", **somebody)

    # ---- use -------------------------------------------------------------------------------------------------
    @property
    def web(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.proxy_port}"

    def manage(self, *arguments: str) -> str:
        return self.run(sys.executable, "manage.py", *arguments)

    def run(self, *command: str) -> str:
        """What it prints; AssertionError with its complaints if it fails."""
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)  # noqa: S603
        assert done.returncode == 0, f"{command} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def log(self, name: str) -> str:
        return "".join(path.read_text() for path in sorted(self.directory.glob(f"{name}*.log")))

    def name_of(self, process: subprocess.Popen) -> str:
        return self.names[process.pid]

    def check_health(self, port: int) -> int:
        """The exit status of the container's own health check."""
        environment = {**self.environment, "PORT": str(port)}
        command = [sys.executable, "deploy/healthcheck.py"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)  # noqa: S603
        return done.returncode

    def kill(self, process: subprocess.Popen):
        """As a lost machine would: without a chance to tidy up."""
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    # ---- inside ----------------------------------------------------------------------------------------------
    def _environment(self) -> dict[str, str]:
        """The variables of docker-compose.yml, each with a value for here; those of the image; and places, so that
        two stacks never meet."""
        database = urlsplit(self.services["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()
        values = {
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": database,
            "REDIS_URL": self.services["REDIS_URL"],
            "ELASTICSEARCH_URL": self.services["ELASTICSEARCH_URL"],
            "EMAIL_URL": "consolemail://",
            "DEFAULT_FROM_EMAIL": "no-reply@localhost",
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": f"http://127.0.0.1:{self.proxy_port}",
            "COMMUNITY_NAME": "Village",
            "COMMUNITY_TAGLINE": "",
            "SIGNUP": "open",
            "NOTIFICATION_MAIL_DELAY": "120",
            "PUSH_KEY": "",
            "POSTS_A_MINUTE": "0",
            "POST_LINKS": "4",
            "POST_REPEATS": "2",
            "LIBRARY_FILE_MB": "paper=30;text=2;audio=60;video=60;picture=10",
            "CLAMD": "",
            "SPAM_SERVICE_URL": "",
            "SPAM_SERVICE_KEY": "",
            "SPAM_SERVICE_TIMEOUT": "4",
            "SPAM_SERVICE_SILENT": "hold",
            "UPLOAD_MAX_BYTES": "10000000",
            "UPLOAD_MAX_FILES": "6",
            "UPLOAD_MAX_WAITING": "24",
            "UPLOAD_TYPES": "pdf,docx,pptx,xlsx,odt,png,jpg,webp",
            "LINK_CHECKS": "no",
            "SEARCH_MONTHS": "6",
            "LANGUAGES": "en,es",
            "READ_ONLY": "no",
            "LOG_LEVEL": "INFO",
            "PROTECTED_MEDIA": "accel",
        }
        assert set(values) == set(compose()["x-app"]["environment"])
        image = {"DJANGO_SETTINGS_MODULE": "cop.settings.production", "PYTHONUNBUFFERED": "1"}
        places = {
            "MEDIA_ROOT": str(self.directory / "media"),
            "PROTECTED_ROOT": str(self.directory / "protected"),
            "STATIC_ROOT": str(self.directory / "static"),
            "ELASTICSEARCH_PREFIX": self.name.replace("_", "-"),
        }
        return {
            "PATH": f"{BIN}:{os.environ['PATH']}:/usr/sbin",
            "LANG": "C.UTF-8",
            **values,
            **image,
            **places,
            **self.variables,
        }

    def _spawn(self, command: list[str], name: str, user=None, group=None, extra_groups=None, **variables):
        path = self.directory / f"{name}-{len(self.processes)}.log"
        path.touch()
        path.chmod(0o666)
        with path.open("w") as log:
            process = subprocess.Popen(  # noqa: S603
                command, cwd=ROOT, env={**self.environment, **variables}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, user=user, group=group, extra_groups=extra_groups,
            )  # fmt: skip
        self.processes.append(process)
        self.names[process.pid] = name
        return process

    def _drop_indices(self):
        if not (url := self.services["ELASTICSEARCH_URL"]):
            return
        prefix = self.environment["ELASTICSEARCH_PREFIX"]
        with urllib.request.urlopen(f"{url}/_cat/indices/{prefix}*?h=index", timeout=10) as answer:  # noqa: S310
            names = answer.read().decode().split()
        for index in names:
            urllib.request.urlopen(  # noqa: S310
                urllib.request.Request(f"{url}/{index}", method="DELETE"),  # noqa: S310
                timeout=10,
            ).close()


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def postgres_binaries() -> Path | None:
    found = sorted(glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))
    if found:
        return Path(found[-1]).parent
    return Path(path).parent if (path := shutil.which("initdb")) else None


def copy_all(source: str, target: str) -> None:
    """One database into another that is empty: all of it or, where this machine's programs are older than a server,
    nothing."""
    if binaries := postgres_binaries():
        with subprocess.Popen(
            [binaries / "pg_dump", "-T", "kept_*", "-d", source], stdout=subprocess.PIPE
        ) as dump:  # noqa: S603
            subprocess.run(  # noqa: S603
                [binaries / "psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-d", target], stdin=dump.stdout
            )  # fmt: skip
        if dump.returncode:  # what came of it is a part at most
            again = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
            subprocess.run([binaries / "psql", "-q", "-X", "-d", target, "-c", again], check=True)  # noqa: S603
