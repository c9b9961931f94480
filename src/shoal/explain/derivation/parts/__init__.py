"""The parts of the derivation, a file each."""
