"""One finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """What is wrong with a fit.

    Attributes
    ----------
    subject : str
        What it is about: "units of hidden layer 1", "inputs", "target mpg", "training" ...
    sentence : str
        What is wrong.
    evidence : str
        The numbers that show it.
    remedy : str
        One thing to try.
    """

    subject: str
    sentence: str
    evidence: str
    remedy: str

    @property
    def text(self) -> str:
        """All of it on one line."""
        return f"{self.subject}: {self.sentence} ({self.evidence}); {self.remedy}"

    def __str__(self) -> str:
        return self.text
