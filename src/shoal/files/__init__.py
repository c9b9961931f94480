"""The model file ``.shoal``: the only thing that Shoal stores, and the only way it is written."""

from .atomic import write_atomically
from .model_file import read_model, write_model

__all__ = ["read_model", "write_atomically", "write_model"]
