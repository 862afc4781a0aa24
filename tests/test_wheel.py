"""What a user installs: the built wheel in an empty environment, with the network off."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARTICLE = "Turkish police detained twelve protesters in Ankara on Monday, the interior ministry said."
# Stands in for a machine without a network: whatever opens a connection fails at once.
OFFLINE = """
import socket
def refuse(*_, **__):
    raise OSError("the network is off")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its dependencies, and nothing else; without a network from then on."""
    folder = tmp_path_factory.mktemp("fresh")
    run = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(run, check=True, timeout=300)
    (wheel,) = folder.glob("dragoman-*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    subprocess.run([folder / "env/bin/pip", "install", "--quiet", str(wheel)], check=True, timeout=900)
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    (site / "sitecustomize.py").write_text(OFFLINE)
    return folder / "env"


@pytest.mark.slow
def test_the_wheel_codes_a_file_offline(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE)
    command = [environment / "bin/dragoman", "code", "article.txt", "--published", "2020-06-12", "--format", "jsonl"]
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    ran = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["document"]["text"] == ARTICLE
    assert "COERCE" in [event["type"] for event in report["events"]]


@pytest.mark.slow
def test_the_network_really_is_off_there(environment: Path) -> None:
    ran = subprocess.run(
        [environment / "bin/python", "-c", "import urllib.request as u; u.urlopen('http://localhost:9')"],
        capture_output=True,
        text=True,
    )
    assert "the network is off" in ran.stderr


@pytest.mark.slow
def test_the_installation_is_small_and_holds_no_training_library(environment: Path) -> None:
    (site,) = (environment / "lib").glob("python*/site-packages")
    assert not (site / "torch").exists()
    assert not (site / "transformers").exists()
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < 400e6
