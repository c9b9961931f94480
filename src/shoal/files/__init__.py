"""The model file ``.shoal``: the only thing that Shoal stores, and the only way it is written."""

from shoal.files.atomic import write_atomically
from shoal.files.model_file import read_model, write_model

__all__ = ["read_model", "write_atomically", "write_model"]
