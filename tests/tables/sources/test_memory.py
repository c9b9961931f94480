"""How much memory is free, by what the system says, and what is refused for it."""

import pytest

from shoal.errors import TableError
from shoal.tables.sources import memory


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A system of files in place of /proc and /sys."""
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "_CGROUPS", tmp_path / "groups")
    (tmp_path / "meminfo").write_text("MemTotal:  9000 kB\nMemAvailable:  1000 kB\n")
    return tmp_path


def test_the_machine(system):
    assert memory.available_bytes() == 1000 * 1024


def test_a_group_and_its_parents(system):
    (system / "cgroup").write_text("0::/a/b\n")
    inner, outer = system / "groups" / "a" / "b", system / "groups" / "a"
    inner.mkdir(parents=True)
    (inner / "memory.max").write_text("max\n")
    (inner / "memory.current").write_text("5\n")
    (outer / "memory.max").write_text("600000\n")
    (outer / "memory.current").write_text("100000\n")
    assert memory.available_bytes() == 500_000


def test_groups_of_the_first_version(system):
    (system / "cgroup").write_text("4:cpu,memory:/a\n3:pids:/b\n")
    folder = system / "groups" / "memory" / "a"
    folder.mkdir(parents=True)
    (folder / "memory.limit_in_bytes").write_text("300000")
    (folder / "memory.usage_in_bytes").write_text("400000")
    assert memory.available_bytes() == 0


def test_other_systems(system, monkeypatch):
    (system / "meminfo").unlink()
    monkeypatch.setattr(
        memory.os, "sysconf", {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}.__getitem__
    )
    assert memory.available_bytes() == 2_048_000
    monkeypatch.delattr(memory.os, "sysconf")
    assert memory.available_bytes() == memory.UNKNOWN


def test_this_machine_has_memory():
    assert 1 << 20 < memory.available_bytes() < 1 << 50


def test_what_is_too_large(system):
    memory.refuse_too_large(5_000, "t.csv")
    with pytest.raises(TableError) as caught:
        memory.refuse_too_large(6_000, "t.csv")
    assert str(caught.value) == (
        "t.csv holds 6,000 cells, which need about 1,172 KiB of memory where 1,000 KiB are free; "
        "take fewer rows, or name the columns with --inputs"
    )
    memory.refuse_too_large(6_000, "t.csv", memory.NUMBER_CELL)
