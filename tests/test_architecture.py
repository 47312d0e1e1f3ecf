"""Guards: the house rules that no reviewer should have to check by hand."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "pages": {"components", "data_access", "domain"},
    "api": {"components", "data_access", "documents", "domain", "settings"},
    "components": {"domain"},
    "documents": {"domain"},
    "inference": {"data_access", "domain", "settings"},
    "training": {"inference"},
    "jobs": {"data_access", "documents", "domain", "settings"},
    "data_access": {"domain", "settings"},
    "domain": set(),
}
OURS = set(ROOMS) | {"app", "commands", "settings"}
OURS |= {f"settings_{part}" for part in ("background", "file", "map", "oidc", "section", "targets")}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
OUTSIDE_ADDRESS = re.compile(
    r"(?:https?:)?//(?!127\.0\.0\.1|localhost|www\.w3\.org)[\w.-]+\.\w{2,}"
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_run_downwards_only(room):
    wrong = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in tracked(f"{room}/**.py")
        for other in imported(path) & OURS - ROOMS[room] - {room}
    }
    assert not wrong


def test_only_data_access_knows_sql():
    free = {"data_access", "commands", "tests", "bench"}
    wrong = set()
    for path in tracked("*.py"):
        room = path.relative_to(ROOT).parts[0]
        if room in free or "sqlalchemy" not in imported(path):
            continue
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        if names - {"Connection", "Engine", "make_url"} - {n for n in names if n.endswith("Error")}:
            wrong.add(str(path.relative_to(ROOT)))
    assert not wrong


def test_inference_never_imports_dash():
    assert not [path for path in tracked("inference/**.py") if "dash" in imported(path)]


def test_names_say_what_a_module_holds():
    parts = {
        part for path in tracked("*.py") for part in (*path.relative_to(ROOT).parts[:-1], path.stem)
    }
    assert not parts & NAMES_THAT_SAY_NOTHING


def test_nothing_third_party_is_committed():
    assert not [p for p in tracked() if re.search(r"\.min\.(js|css)$|\.(woff2?|ttf|otf)$", p.name)]


def test_lock_pins_every_line_and_names_no_address():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"^[A-Za-z0-9._-]+==[^\s;@/]+( ; .+)?$")
    assert not [line for line in lines if line and not line.startswith("#") and not pin.match(line)]


@pytest.mark.parametrize(
    "kind", ["assets/**.js", "assets/**.css", "pages/**.py", "components/**.py"]
)
def test_nothing_served_names_an_outside_address(kind):
    wrong = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked(kind)
        for match in OUTSIDE_ADDRESS.finditer(path.read_text(encoding="utf-8"))
    }
    assert not wrong


def test_no_text_is_ever_taken_for_html():
    """Names come from registers: what somebody typed must stay text on every screen."""
    doors = (
        "innerHTML",
        "outerHTML =",
        "insertAdjacentHTML",
        "document.write(",
        "dangerously",
        "srcDoc",
        "html=True",
        "javascript:",
    )
    sources = [
        *ROOT.glob("assets/js/*.js"),
        *ROOT.glob("pages/*.py"),
        *ROOT.glob("components/*.py"),
    ]
    assert sources
    opened = [
        f"{path.name}: {door}"
        for path in sources
        for door in doors
        if door.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert opened == []
