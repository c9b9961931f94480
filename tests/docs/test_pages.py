"""What `make docs` would complain of, without building the site: links, anchors, and pages out of reach."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = {"_build", "gallery", "generated", "lessons"}  # by the build, in docs/
PAGES = sorted(page for page in DOCS.rglob("*.md") if not MADE & set(page.relative_to(DOCS).parts))
LESSONS = sorted((ROOT / "lessons").glob("*.md"))
READ = [ROOT / "README.md", *PAGES, *LESSONS]
FENCE = re.compile(r"^(```+|~~~+).*?^\1", re.S | re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.S | re.M)


def source(place):
    """Where a page of docs/ comes from: the lessons are copied there by conf.py."""
    if place.is_relative_to(DOCS / "lessons"):
        return ROOT / place.relative_to(DOCS)
    return place


def anchors(page):
    """Of a page's headings, as MyST and GitHub make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#{1,3} (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def named(page):
    """The pages that a page's toctrees name, without their ending."""
    for lines in TOCTREE.findall(page.read_text(encoding="utf-8")):
        for line in lines.splitlines():
            if line and not line.startswith(":"):
                found = re.search(r"<(.+)>$", line)  # of "title <page>"
                yield page.parent / (found[1] if found else line)


@pytest.mark.parametrize("page", READ, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page):
    wrong = []
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        place = source((page.parent / target).resolve() if target else page)
        if not place.exists() or (anchor and anchor not in anchors(place)):
            wrong.append(link)
    assert not wrong


def test_every_page_is_reached_from_the_start_page():
    reached, ahead = set(), [DOCS / "index.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        for place in named(page):
            found = source(place.with_name(place.name + ".md"))
            if place.relative_to(DOCS).parts[0] == "gallery":
                assert (ROOT / "examples" / "gallery" / "GALLERY_HEADER.rst").exists()
            else:
                assert found.exists(), f"{page.name} names {place}"
                ahead += [found] if found not in reached else []
    assert {*PAGES, *LESSONS} <= reached


def test_the_site_asks_no_other_host():
    """Neither pages nor settings name a script, a style or a picture of another host."""
    for file in [*READ, *DOCS.glob("*.py"), *(DOCS / "_static").glob("*.css")]:
        text = FENCE.sub("", file.read_text(encoding="utf-8"))
        asked = re.search(r"!\[[^\]]*\]\(https?:|src=.?https?:|url\(.?https?:|@import", text)
        assert not asked, file
