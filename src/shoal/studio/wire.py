"""Messages as text: JSON, which knows neither NaN nor infinity."""

from __future__ import annotations

import json
import math
from typing import Any


def dumped(message: Any) -> str:
    """JSON of plain values; what is not a finite number is null."""
    try:
        return json.dumps(message, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(message))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(entry) for name, entry in value.items()}
    return [_finite(entry) for entry in value] if isinstance(value, list | tuple) else value
