"""A fiftieth of the soak's damaged and forged checkpoints."""

import pytest

from tests.attacks.forged_checkpoints import attack, forged, mutated


@pytest.mark.parametrize(("change", "n"), [(mutated, 150), (forged, 200)])
def test_they_are_used_or_refused_in_a_sentence(monkeypatch, tmp_path, change, n):
    went_on, refused = attack(n, 5, change, tmp_path, monkeypatch)
    assert went_on + refused == n
    assert refused > n / 3
