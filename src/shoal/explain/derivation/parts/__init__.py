"""The parts of the derivation, a file each: which rule leads to which line, and why in a sentence."""
