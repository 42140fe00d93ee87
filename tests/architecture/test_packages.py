"""The locks: every package by hash, none from a named place, and nothing that pyproject.toml does not ask for."""

import re
import tomllib

import pytest

from config import ROOT

pytestmark = pytest.mark.static

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-assets.txt", "requirements-bench.txt")


def locked(file: str) -> dict[str, str]:
    """Each package with its lines."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / file).read_text(), flags=re.M)
    return {re.match(r"[a-z0-9._-]+", entry).group().replace("_", "-"): entry for entry in entries if "==" in entry}


def wanted(specifications: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", wanted).group().lower() for wanted in specifications}


@pytest.mark.parametrize("file", LOCKS)
def test_every_package_is_held_by_its_hash(file: str):
    assert [package for package, entry in locked(file).items() if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("file", LOCKS)
def test_no_lock_names_a_place(file: str):
    options = [line for line in (ROOT / file).read_text().splitlines() if "://" in line or line.startswith(("-", "/"))]

    assert options == []


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = wanted(project["project"]["dependencies"])

    assert run - set(locked("requirements.txt")) == set()
    assert run | wanted(project["dependency-groups"]["dev"]) <= set(locked("requirements-dev.txt"))
    assert wanted(project["dependency-groups"]["assets"]) <= set(locked("requirements-assets.txt"))


def test_tests_run_on_the_packages_that_serve():
    def version(entry: str) -> list[str]:
        return re.findall(r"==([^\s;\\]+)", entry.split("--hash")[0])

    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")

    assert [package for package in run if version(run[package]) != version(dev[package])] == []
