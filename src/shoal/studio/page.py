"""The page's own files: one HTML document, scripts and styles, all from this installation."""

from __future__ import annotations

from pathlib import Path

from .. import view

FRONT = Path(view.__file__).parent / "front"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


def page() -> str:
    """The document; everything in it is made by the script."""
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><title>Shoal</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<link rel="icon" href="data:,">\n'
        '<link rel="stylesheet" href="/front/font.css">\n'
        '<link rel="stylesheet" href="/front/shoal.css">\n'
        '<script type="module" src="/front/studio.js"></script>\n'
        "</head><body><noscript>The studio needs JavaScript.</noscript></body></html>\n"
    )


def front_file(name: str) -> tuple[bytes, str] | None:
    """Content and kind of one of the built files, or None."""
    known = {path.name: path for path in FRONT.glob("*") if path.suffix in KINDS}
    if name not in known:
        return None
    return known[name].read_bytes(), KINDS[known[name].suffix]
