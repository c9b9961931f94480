"""Every colour of the page is told from its ground: WCAG 2.2, 1.4.3 for texts, 1.4.11 for marks."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "front" / "src" / "style" / "shoal.css"
TEXTS = ("ink", "muted", "train", "held-text", "model", "positive", "negative", "warning")
GROUNDS = ("ground", "shade")


def themes() -> list[dict[str, str]]:
    """The light colours of the style sheet and the dark ones."""
    said = re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", SHEET.read_text()
    )
    return [{name: pair[i] for name, *pair in said} for i in (0, 1)]


def luminance(colour: str) -> float:
    """Relative luminance of sRGB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """From 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", themes())
def test_texts_and_marks_stand_out(theme: dict[str, str]) -> None:
    for name in TEXTS:
        for ground in GROUNDS:
            assert contrast(theme[name], theme[ground]) >= 4.5, (name, ground)
    assert contrast(theme["held"], theme["ground"]) >= 3
