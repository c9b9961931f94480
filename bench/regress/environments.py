"""A commit, installed: a git worktree while it is built, an environment that stays."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "regress"


@dataclass(frozen=True)
class Environment:
    """A Python that has one commit's Shoal, and how it is called in the table."""

    title: str
    python: Path


def installed(commit: str, alike: Environment | None = None) -> Environment:
    """The environment of a commit, made if it does not stand yet.

    Parameters
    ----------
    commit
        Whatever git takes for one: a hash, a branch, HEAD~3.
    alike
        An environment whose versions of all other packages are to be taken.

    Raises
    ------
    SystemExit
        If there is no such commit, or it cannot be installed; with the words of git or pip.
    """
    sha = _run("git", "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").strip()
    if not sha:
        raise SystemExit(f"no commit {commit!r} here")
    folder = PLACE / sha[:12]
    python, done = folder / "venv" / "bin" / "python", folder / "installed"
    title = sha[:8] if sha.startswith(commit) else f"{commit} ({sha[:8]})"
    if not done.exists():
        print(f"installing {title}", file=sys.stderr, flush=True)
        _install(sha, folder, python, alike)
        done.touch()
    return Environment(title, python)


def _install(sha: str, folder: Path, python: Path, alike: Environment | None) -> None:
    tree = folder / "tree"
    _run(sys.executable, "-m", "venv", "--clear", str(folder / "venv"))
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    words: list[str] = []
    if alike is not None:
        versions = _run(str(alike.python), "-m", "pip", "freeze", "--exclude", "shoal")
        (folder / "versions.txt").write_text(versions, encoding="utf-8")
        words = ["--constraint", str(folder / "versions.txt")]
    if tree.exists():  # an installation was cut off
        _run("git", "worktree", "remove", "--force", str(tree))
    _run("git", "worktree", "add", "--force", "--detach", str(tree), sha)
    try:
        _run(*pip, *words, str(tree))
    finally:
        _run("git", "worktree", "remove", "--force", str(tree))


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode and done.stderr:
        raise SystemExit(f"{' '.join(command[:4])} ...: {done.stderr.strip()}")
    return done.stdout
