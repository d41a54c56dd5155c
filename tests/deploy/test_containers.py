"""The files of `deploy/` for containers and Kubernetes, checked without either."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from deploy.layout import APP_PYTHON, RASA_PYTHON, ROOT
from deploy.part import PARTS

DEPLOY = ROOT / "deploy"
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUBERNETES_VERSION = "1.32"
NAMES = frozenset(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
OURS = ("web", "rasa", "actions", "notify")
# What each part is called by from outside its container.
MODULES = {
    "app": "import app, actions.__main__, notify.__main__, deploy.part, deploy.migrate, deploy.alive, gunicorn; "
    # What they read of the repository besides code.
    "from ivr import asks, hints; assert 'jalan' in hints.hints_for('address'); assert asks.asks('kpn nyala'); "
    "from performance import masking; assert masking.mask('atas nama budi') != 'atas nama budi'",
    "rasa": "import deploy.part, deploy.train, deploy.alive, bot.lean",
}


def dockerfile() -> Iterator[tuple[str, str, str]]:
    """Yield stage, instruction and what follows of each line."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    stage = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stage = rest.split(" AS ")[1]
        yield stage, word, rest.strip()


def copied(stage: str) -> list[str]:
    """Return what a stage takes from the repository."""
    lines = [rest for at, word, rest in dockerfile() if at == stage and word == "COPY" and "--from" not in rest]
    return [source for line in lines for source in shlex.split(line)[:-1]]


def documents() -> list[dict[str, Any]]:
    """Return every object of the manifests."""
    found = [it for path in KUBERNETES for it in YAML(typ="safe").load_all(path)]
    return [it for it in found if it["kind"] != "Kustomization"]


def kind(name: str) -> dict[str, dict[str, Any]]:
    """Return the objects of a kind by name."""
    return {it["metadata"]["name"]: it for it in documents() if it["kind"] == name}


def test_the_linter_of_dockerfiles_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, DEPLOY / "Dockerfile"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("stage", ["app-environment", "rasa-environment", "model", "app", "rasa"])
def test_what_is_copied_exists_and_is_not_ignored(stage: str) -> None:
    let_in = [line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"]
    for source in copied(stage):
        assert list(ROOT.glob(source)), source
        path = Path(source)
        assert any(path == Path(rule) or path.match(rule) or Path(rule) in path.parents for rule in let_in), source


@pytest.mark.parametrize(("stage", "python"), [("app", APP_PYTHON), ("rasa", RASA_PYTHON)])
def test_the_image_has_every_module_its_parts_import(stage: str, python: Path, tmp_path: Path) -> None:
    for source in copied(stage):
        for path in ROOT.glob(source):
            target = tmp_path / path.relative_to(ROOT)
            if path.is_dir():
                shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
    command = [python, "-c", MODULES[stage]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_rasa_misses_nothing_of_what_its_image_leaves_out() -> None:
    (install,) = (rest for at, word, rest in dockerfile() if (at, word) == ("rasa-environment", "RUN") and "-m" in rest)
    left_out = install.partition("uninstall --yes")[2].replace("-", "_").split()
    assert "tensorflow" in left_out
    program = f"""
import sys
from bot.lean import LEFT_OUT, leave_out
leave_out()
names = {{"libclang": "clang"}}
sys.modules.update({{names.get(name, name): None for name in {left_out!r} if name not in LEFT_OUT}})
from rasa import __main__
from rasa.core import run, train
from rasa.engine.recipes.recipe import Recipe
Recipe.recipe_for_name("default.v1")
import bot.channels, bot.trackers, bot.locks, bot.events
"""
    command = [RASA_PYTHON, "-W", "ignore", "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("stage", ["app", "rasa"])
def test_an_image_runs_as_nobody_in_particular_and_tells_its_health(stage: str) -> None:
    said = {word: rest for at, word, rest in dockerfile() if at == stage}
    assert said["USER"] == "10001:10001"
    assert "deploy.alive" in said["HEALTHCHECK"]
    assert "deploy.part" in said["ENTRYPOINT"]
    assert said["CMD"].strip('[]"') in PARTS
    named = set(re.findall(r"([A-Z_]+)=", said["ENV"])) - {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "HOME"}
    assert named <= NAMES


def test_compose_follows_its_specification_and_names_settings_there_are() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    compose_spec.ComposeSpecification.model_validate(_merged(text))
    services = _merged(text)["services"]
    assert set(OURS) | {"migrate"} <= set(services)
    for name in (*OURS, "migrate"):
        service = services[name]
        assert _unknown(service["environment"]) == set()
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert {f"/run/secrets/{secret}" for secret in service["secrets"]} == set(_files(service["environment"]))
    assert all(services[name]["deploy"]["replicas"] == 2 for name in OURS)
    assert all("memory" in services[name]["deploy"]["resources"]["limits"] for name in services if name != "migrate")


@pytest.mark.parametrize("document", documents(), ids=lambda it: f"{it['kind']}/{it['metadata']['name']}")
def test_the_manifest_follows_the_schema(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, KUBERNETES_VERSION, strict=True)


def test_kustomize_applies_every_manifest() -> None:
    applied = YAML(typ="safe").load(DEPLOY / "kubernetes" / "kustomization.yaml")["resources"]
    assert set(applied) | {"kustomization.yaml"} == {path.name for path in KUBERNETES}


@pytest.mark.parametrize("name", OURS)
def test_a_part_can_be_watched_moved_and_lost(name: str) -> None:
    spec = kind("Deployment")[name]["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    assert container["args"] == [name]
    assert {"startupProbe", "livenessProbe", "readinessProbe", "resources"} <= set(container)
    assert container["resources"]["limits"]["memory"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    budget = kind("PodDisruptionBudget")[name]["spec"]
    assert budget["minAvailable"] < spec["replicas"]
    assert budget["selector"] == spec["selector"]
    if name != "notify":
        scaled = kind("HorizontalPodAutoscaler")[name]["spec"]
        assert scaled["scaleTargetRef"]["name"] == name
        assert scaled["minReplicas"] == spec["replicas"] < scaled["maxReplicas"]
        (port,) = container["ports"]
        assert kind("Service")[name]["spec"]["ports"][0]["port"] == port["containerPort"]


def test_secrets_are_named_never_written() -> None:
    settings = kind("ConfigMap")["padam"]["data"]
    assert _unknown(settings) == set()
    assert "Secret" not in {it["kind"] for it in documents()}
    secret = {"SECRET_KEY", "API_KEY", "TWILIO_AUTH_TOKEN", "CONSOLE_ADMIN_PASSWORD", "DATABASE_URL"}
    assert not secret & set(settings)
    assert {f"{name}_FILE" for name in secret} <= set(settings)
    for workload in [*kind("Deployment").values(), *kind("Job").values()]:
        pod = workload["spec"]["template"]["spec"]
        mounted = next(volume["secret"] for volume in pod["volumes"] if "secret" in volume)
        assert mounted["secretName"] == "padam"
        mounts = {mount["name"]: mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}
        assert all(path.startswith(mounts["secrets"]) for path in _files(settings))


def _unknown(environment: Mapping[str, Any]) -> set[str]:
    return {name.removesuffix("_FILE") for name in environment} - NAMES


def _files(environment: Mapping[str, Any]) -> list[str]:
    return [value for name, value in environment.items() if name.endswith("_FILE")]


def _merged(text: str) -> dict[str, Any]:
    """Return compose's document with its anchors merged, as compose reads it."""
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return {key: value for key, value in found.items() if not key.startswith("x-")}
