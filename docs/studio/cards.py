"""Computes the pictures of the first screen's cards: python docs/studio/cards.py."""

import json

from shoal.studio.fits.cards import KEPT, picture
from shoal.studio.tables.examples import EXAMPLES

if __name__ == "__main__":
    found = {name: picture(one) for name, one in EXAMPLES.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(card)}" for name, card in found.items()]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
