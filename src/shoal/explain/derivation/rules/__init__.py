"""The rules that make the next line of a derivation out of the last."""
