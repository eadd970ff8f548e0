"""What runs the platform: images, secrets, settings, the demo's commands."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from cop.management.commands.demo import filled, pending_migrations, prepare

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
GOOD = {
    "SECRET_KEY": "rather-long-and-random-4fK9aLqX2vWzR8tYbN3mCdE7hGjP5s",
    "DATABASE_URL": "sqlite:////tmp/unused",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "consolemail://",
    "ALLOWED_HOSTS": "community.example.org",
    "BASE_URL": "https://community.example.org",
}


def production(**changes):
    """Loading the production settings with these variables; None takes one away."""
    values = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return subprocess.run(
        [sys.executable, "-c", "import cop.settings.production as p; print(p.SECURE_SSL_REDIRECT, p.DEMO_ALLOWED)"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **values}, capture_output=True, text=True,
    )  # fmt: skip


def make_env(file, **variables):
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(file), **variables}
    return subprocess.run(["deploy/make-env"], cwd=ROOT, env=environment, capture_output=True, text=True)


def values_of(file):
    lines = [line for line in file.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_production_starts_with_good_settings_behind_tls_and_without_the_demo():
    done = production()
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.parametrize("name", GOOD)
def test_production_names_the_variable_that_is_missing(name):
    done = production(**{name: None})
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_production_names_all_missing_variables_at_once():
    done = production(REDIS_URL=None, EMAIL_URL="")
    assert "REDIS_URL is not set; EMAIL_URL is not set" in done.stderr


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is not 50"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is not 50"),
        (
            {"SECRET_KEY": "development-only-4fK9aLqX2vWzR8tYbN3mCdE7hGjP5s-and-longer"},
            "SECRET_KEY is not 50",
        ),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not"),
        ({"BASE_URL": "community.example.org"}, "BASE_URL is not an address"),
    ],
)
def test_production_refuses_weak_values(changes, complaint):
    done = production(**changes)
    assert done.returncode != 0
    assert complaint in done.stderr


def test_make_env_writes_secrets_that_only_its_owner_reads(tmp_path):
    file = tmp_path / "env"
    assert make_env(file, DOMAIN="village.example.org", EMAIL_URL="smtp://mail.example.org").returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    values = values_of(file)
    secrets = [values[name] for name in values if name.endswith(("_KEY", "_PASSWORD"))]
    assert len(set(secrets)) == len(secrets) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9]{40,}", secret) for secret in secrets)
    assert values["BASE_URL"] == "https://village.example.org"
    settings = {name: values[name] for name in GOOD if name in values}
    assert production(**settings).returncode == 0


def test_make_env_never_overwrites(tmp_path):
    file = tmp_path / "env"
    file.write_text("SECRET_KEY=mine")
    done = make_env(file)
    assert done.returncode != 0
    assert "left as it is" in done.stderr
    assert file.read_text() == "SECRET_KEY=mine"


def test_no_secret_in_the_compose_file_has_a_default():
    """Each is `${NAME:?…}`, which stops compose where it is missing; none has a value in the file."""
    text = (ROOT / "docker-compose.yml").read_text()
    uses = re.findall(r"\$\{([A-Z_]*(?:PASSWORD|SECRET)[A-Z_]*)(.{2})", text)
    assert {name for name, _ in uses} == {
        "SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD"
    }  # fmt: skip
    assert all(operator == ":?" for _, operator in uses)


def test_make_env_gives_every_variable_that_compose_demands(tmp_path):
    make_env(tmp_path / "env", DOMAIN="village.example.org")
    demanded = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert demanded <= set(values_of(tmp_path / "env"))


def test_every_image_is_pinned_to_its_patch_version():
    images = [s["image"] for s in COMPOSE["services"].values() if not s["image"].startswith("cop:")]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(images) == 6
    for image in images:
        version = (
            r"15\.\d+" if image.startswith("postgres") else r"\d+\.\d+\.\d+"
        )  # PostgreSQL's have two parts
        assert re.search(rf":{version}(-|$)", image), image


def test_containers_run_without_root_without_privileges_and_read_only():
    for name, service in COMPOSE["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is (name != "elasticsearch"), name
        if not service["image"].startswith(("cop:", "docker.elastic.co/")):
            assert service["user"] in {"nginx", "postgres", "redis"}, name
    assert "\nUSER 10001" in (ROOT / "Dockerfile").read_text()


def test_only_the_proxy_is_reached_from_outside_and_data_stays_inside():
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis", "elasticsearch"):
        assert services[name]["networks"] == ["inside"]


def test_every_long_running_service_has_a_health_check():
    own = {
        name for name, service in COMPOSE["services"].items() if service.get("healthcheck", {}).get("test")
    }
    assert own == set(COMPOSE["services"]) - {"web", "migrate"}
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()  # web's


def test_the_compose_file_explains_every_variable_that_the_application_reads():
    """A variable of the table in the settings is in compose, or is a place that the image fixes."""
    table = set(re.findall(r"^\| ([A-Z_, ]+) \|", (ROOT / "cop/settings/base.py").read_text(), re.MULTILINE))
    names = {name for row in table for name in row.split(", ")}
    assert names <= set(COMPOSE["x-app"]["environment"])


def test_every_locked_package_has_hashes():
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text())
    assert len(blocks) > 50
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def demo(*arguments, database, **variables):
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "cop.settings.development", **variables,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_demo_says_which_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo("--port", str(port), database="/nonexistent/never-reached")
    assert done.returncode != 0
    assert f"Port {port} is taken. Choose another: make demo PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0x50", "70000"])
def test_the_demo_refuses_what_is_no_port(port):
    done = demo("--port", port, database="/nonexistent/never-reached")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_the_demo_does_not_run_in_production():
    done = demo(database="/tmp/unused", **{**GOOD, "DJANGO_SETTINGS_MODULE": "cop.settings.production"})
    assert "does not run with these settings" in done.stderr


@pytest.mark.django_db
def test_preparing_the_demo_a_second_time_adds_nothing():
    def rows():
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    assert not filled()
    prepare()
    assert filled()
    assert pending_migrations() == 0
    before = rows()
    prepare()
    assert rows() == before


@pytest.mark.django_db
def test_a_host_name_that_is_not_ours_gets_a_page_that_says_so(client, settings):
    settings.ALLOWED_HOSTS = ["community.example.org"]
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"<h1" in answer.content
