"""Who may import whom: the contracts of pyproject.toml hold, and cover every slice."""

import subprocess
import sys
import tomllib

import pytest

from config import ROOT
from tests.architecture.sources import files

pytestmark = pytest.mark.static

FLOORS = {"core", "rules", "analysis", "web", "rendering", "launcher", "migrations", "seeding"}
HEAVY = (
    "alembic",
    "altair",
    "docx",
    "flask_alembic",
    "lxml",
    "openpyxl",
    "pypdf",
    "scipy",
    "statsmodels",
    "typst",
    "vl_convert",
)


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_the_contracts_are_kept():
    lint = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-logo",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_every_slice_keeps_the_order_of_its_files():
    slices = {
        path.relative_to(ROOT / "registry").parts[0]
        for path in files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "registry") and path.parent != ROOT / "registry"
    } - FLOORS

    within = next(contract for contract in contracts() if contract["id"] == "within")

    assert set(within["containers"]) == {f"registry.{name}" for name in slices}


def test_a_web_worker_imports_nothing_heavy_even_where_it_shows_statistics(tmp_path):
    script = (
        "import sys; from config import load_settings; from registry.app import create_app; "
        f"create_app(load_settings({{'REGISTRY_ENV': 'testing', 'INSTANCE_DIR': {str(tmp_path)!r}}})); "
        "from pathlib import Path; from registry.rendering.figures import figures; "
        f"effects = [dict(site=str(n), value=n / 10, error=0.1, unit='minutes') for n in range(3)]; "
        f"assert figures('pooled', dict(effects=effects), Path({str(tmp_path)!r})).found; "
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ran.stdout.strip(), ran.returncode) == ("[]", 0), ran.stderr
