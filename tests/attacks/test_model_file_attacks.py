"""Mutated, random and forged model files: none accepted, no crash, one sentence each."""

import hashlib
import json
import random
import re
import struct
import time

import numpy as np
import pytest

from shoal.errors import ModelFileError
from shoal.files.model_bytes import (
    FORMAT,
    MAX_ARRAYS,
    MAX_FILE_BYTES,
    MAX_HEADER_BYTES,
    model_bytes,
    parse_model,
)

MUTATED = 100_000
FORGED = 20_000
SEED = 20_240_601


def small_model() -> bytes:
    rng = np.random.default_rng(1)
    arrays = {
        "V": rng.normal(size=(3, 2)),
        "W": rng.normal(size=(3, 1)).astype(np.float32),
        "epoch": np.arange(3),
        "none": np.zeros((0, 2)),
    }
    return model_bytes(arrays, {"columns": ["a", "é"], "shift": [0.5, -1e-300], "n": 12})


def refusal(data: bytes, name: str = "m.shoal") -> str:
    """The sentence with which ``data`` is refused; any other exception fails the test."""
    with pytest.raises(ModelFileError) as caught:
        parse_model(data, name)
    text = str(caught.value)
    assert text.startswith(name + " ")
    assert len(text) < 400
    assert text.isprintable()
    return text


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One of twelve kinds of damage."""
    b = bytearray(data)
    n = len(b)
    kind = rng.randrange(12)
    i, j = sorted((rng.randrange(n), rng.randrange(n)))
    if kind == 0:  # one bit
        b[i] ^= 1 << rng.randrange(8)
    elif kind == 1:  # several bytes
        for _ in range(rng.randrange(1, 9)):
            b[rng.randrange(n)] = rng.randrange(256)
    elif kind == 2:  # cut at the end
        del b[i:]
    elif kind == 3:  # cut at the front
        del b[: rng.randrange(1, n)]
    elif kind == 4:  # a piece left out
        del b[i : j + 1]
    elif kind == 5:  # bytes inserted
        b[i:i] = rng.randbytes(rng.randrange(1, 17))
    elif kind == 6:  # longer
        b += rng.randbytes(rng.randrange(1, 65))
    elif kind == 7:  # two pieces change places
        size = rng.randrange(1, 17)
        b[i : i + size], b[j : j + size] = b[j : j + size], b[i : i + size]
    elif kind == 8:  # a lie about the header's length
        b[:8] = struct.pack("<Q", rng.choice([0, 1, n, n - 8, 2**31, 2**63, rng.randrange(n)]))
    elif kind == 9:  # a piece twice
        b[j:j] = b[i : i + rng.randrange(1, 200)]
    elif kind == 10:  # a piece of zeros, ones or spaces
        b[i : i + 32] = bytes([rng.choice([0, 255, 32])]) * len(b[i : i + 32])
    elif rng.random() < 0.5:  # nothing but random bytes
        b = bytearray(rng.randbytes(rng.randrange(n)))
    else:  # random bytes behind a true beginning
        b[rng.randrange(40) :] = rng.randbytes(rng.randrange(n))
    return bytes(b)


def seal(header: bytes, body: bytes) -> bytes:
    """A file with this header and body whose digest is right, if the header has a place for one."""
    data = struct.pack("<Q", len(header)) + header + body
    places = list(re.finditer(rb'"digest\\":\\"([0-9a-f]{64})', data))
    if not places:
        return data
    at = places[-1].start(1)
    data = data[:at] + b"0" * 64 + data[at + 64 :]
    return data[:at] + hashlib.sha256(data).hexdigest().encode() + data[at + 64 :]


INNER = '{"content":%s,"digest":"' + "0" * 64 + '","format":%s}'


def forge(
    entries: object = None,
    body: bytes = b"",
    *,
    content: str = "{}",
    number: str = "1",
    metadata: str | None = None,
    header: bytes | None = None,
) -> bytes:
    """A sealed file out of free parts."""
    if header is None:
        if metadata is None:
            metadata = json.dumps({"shoal": INNER % (content, number)}, separators=(",", ":"))
        rest = "" if not entries else "," + json.dumps(entries, separators=(",", ":"))[1:-1]
        header = ('{"__metadata__":' + metadata + rest + "}").encode()
    return seal(header, body)


def entry(shape: object, offsets: object, dtype: object = "F64", **more: object) -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets, **more}


def test_the_forger_can_make_a_valid_file() -> None:
    # Without this, every forged file below might be refused for its digest alone.
    arrays, content = parse_model(
        forge({"a": entry([2], [0, 16])}, struct.pack("<2d", 1, 2), content='{"n":[1.5]}'), "m"
    )
    assert arrays["a"].tolist() == [1, 2]
    assert content == {"n": [1.5]}


def test_mutated_and_random_files() -> None:
    whole = small_model()
    parse_model(whole, "m")
    rng = random.Random(SEED)
    began, refused, reasons = time.perf_counter(), 0, set()
    while refused < MUTATED:
        data = mutate(whole, rng)
        if data == whole:
            continue
        try:
            parse_model(data, "m")
        except ModelFileError as error:
            reasons.add(re.sub(r"\d+", "N", str(error)))
            refused += 1
        else:
            pytest.fail(f"accepted: {data!r}")
    print(f"{refused} refused in {time.perf_counter() - began:.1f} s, {len(reasons)} reasons")
    assert len(reasons) >= 5
    assert all(reason.isprintable() for reason in reasons)


def test_every_single_bit_counts() -> None:
    whole = small_model()
    for at in range(len(whole)):
        for bit in range(8):
            b = bytearray(whole)
            b[at] ^= 1 << bit
            refusal(bytes(b))


def test_every_cut_and_one_more_byte() -> None:
    whole = small_model()
    for length in range(len(whole)):
        refusal(whole[:length])
    for byte in range(256):
        refusal(whole + bytes([byte]))


def test_mutations_under_a_right_digest_never_crash() -> None:
    """Such a file may be a valid one with another number; then it must be sound all the same."""
    whole = small_model()
    size = 8 + int.from_bytes(whole[:8], "little")
    header, body = whole[8:size], whole[size:]
    tokens = [
        b"0",
        b"-1",
        b"1e999",
        b"NaN",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b":",
        b"\\",
        b'"',
        b'\\"',
    ]
    tokens += [b"F16", b"F32", b"BF16", b"I64", b"null", b"true", b"18446744073709551616", b"\xff"]
    tokens += [b"\\ud800", b"[0,", b"1.0", b"[[", b"\x00", b"16", b"48"]
    rng = random.Random(SEED + 1)
    accepted, reasons = 0, set()
    for _ in range(FORGED):
        h, b = bytearray(header), bytearray(body)
        for _ in range(rng.randrange(1, 3)):
            part = h if rng.random() < 0.9 else b
            at = rng.randrange(len(part))
            part[at : at + rng.randrange(3)] = rng.choice([*tokens, rng.randbytes(1)])
        try:
            arrays, content = parse_model(seal(bytes(h), bytes(b)), "m")
        except ModelFileError as error:
            reasons.add(re.sub(r"\d+", "N", str(error)))
        else:
            accepted += 1
            model_bytes(arrays, content)  # writable again: finite, of the right types
    assert accepted < FORGED / 5
    assert len(reasons) >= 15
    assert all(reason.isprintable() for reason in reasons)


EIGHT, SIXTEEN = b"\0" * 8, b"\0" * 16
ONE = {"a": entry([1], [0, 8])}
NESTED = "[" * 40 + "]" * 40
FORGERIES = {
    "overlapping arrays": forge({"a": entry([1], [0, 8]), "b": entry([1], [0, 8])}, EIGHT),
    "half overlapping": forge({"a": entry([2], [0, 16]), "b": entry([1], [8, 16])}, SIXTEEN),
    "hole before": forge({"a": entry([1], [8, 16])}, SIXTEEN),
    "hole between": forge({"a": entry([1], [0, 8]), "b": entry([1], [16, 24])}, EIGHT * 3),
    "rest behind": forge(ONE, SIXTEEN),
    "body too short": forge(ONE, b"\0" * 7),
    "no body": forge(ONE),
    "body without arrays": forge({}, EIGHT),
    "offsets backwards": forge({"a": entry([1], [8, 0])}, EIGHT),
    "negative offsets": forge({"a": entry([1], [-8, 0])}, EIGHT),
    "huge offsets": forge({"a": entry([1], [2**64, 2**64 + 8])}, EIGHT),
    "offsets as text": forge({"a": entry([1], "0,8")}, EIGHT),
    "three offsets": forge({"a": entry([1], [0, 8, 8])}, EIGHT),
    "shape does not fit": forge({"a": entry([3], [0, 8])}, EIGHT),
    "huge shape": forge({"a": entry([2**61, 8], [0, 8])}, EIGHT),
    "huge empty shape": forge({"a": entry([0, 2**62], [0, 0])}),
    "wrapping shape": forge({"a": entry([2**32, 2**32, 0], [0, 0])}),
    "negative size": forge({"a": entry([-1], [0, 8])}, EIGHT),
    "two negative sizes": forge({"a": entry([-1, -1], [0, 8])}, EIGHT),
    "size true": forge({"a": entry([True], [0, 8])}, EIGHT),
    "size 1.0": forge({"a": entry([1.0], [0, 8])}, EIGHT),
    "shape null": forge({"a": entry(None, [0, 8])}, EIGHT),
    "ninety dimensions": forge({"a": entry([1] * 90, [0, 8])}, EIGHT),
    "dtype F16": forge({"a": entry([4], [0, 8], "F16")}, EIGHT),
    "dtype BF16": forge({"a": entry([4], [0, 8], "BF16")}, EIGHT),
    "dtype F8_E4M3": forge({"a": entry([8], [0, 8], "F8_E4M3")}, EIGHT),
    "dtype F4": forge({"a": entry([16], [0, 8], "F4")}, EIGHT),
    "dtype C64": forge({"a": entry([1], [0, 8], "C64")}, EIGHT),
    "dtype U64": forge({"a": entry([1], [0, 8], "U64")}, EIGHT),
    "dtype BOOL": forge({"a": entry([8], [0, 8], "BOOL")}, EIGHT),
    "dtype unknown": forge({"a": entry([1], [0, 8], "object")}, EIGHT),
    "dtype a list": forge({"a": entry([1], [0, 8], ["F64"])}, EIGHT),
    "another entry": forge({"a": entry([1], [0, 8], pickle="x")}, EIGHT),
    "entry missing": forge({"a": {"dtype": "F64", "shape": [1]}}, EIGHT),
    "entry a list": forge({"a": [1]}, EIGHT),
    "name with a path": forge({"../a": entry([1], [0, 8])}, EIGHT),
    "name with a line end": forge({"a\nb": entry([1], [0, 8])}, EIGHT),
    "name empty": forge({"": entry([1], [0, 8])}, EIGHT),
    "NaN in an array": forge(ONE, struct.pack("<d", float("nan"))),
    "infinity in an array": forge(ONE, struct.pack("<d", float("-inf"))),
    "too many arrays": forge({f"a{i}": entry([0], [0, 0]) for i in range(MAX_ARRAYS + 1)}),
    "NaN in content": forge(content='{"a":NaN}'),
    "infinity in content": forge(content='{"a":-Infinity}'),
    "1e400 in content": forge(content='{"a":1e400}'),
    "huge whole number": forge(content='{"a":1' + "0" * 5000 + "}"),
    "129 bits": forge(content='{"a":' + str(2**128) + "}"),
    "key given twice": forge(content='{"a":1,"a":2}'),
    "key given twice below": forge(content='{"a":{"b":1,"b":1}}'),
    "nested 41 deep": forge(content='{"a":' + NESTED + "}"),
    "nested 100,000 deep": forge(content='{"a":' + "[" * 100_000 + "]" * 100_000 + "}"),
    "half a character": forge(content='{"a":"\\ud800"}'),
    "half a character as key": forge(content='{"\\udfff":1}'),
    "content cut": forge(content='{"a":'),
    "content with more behind": forge(content='{"a":1}}'),
    "format 1.0": forge(number="1.0"),
    "format text": forge(number='"1"'),
    "format true": forge(number="true"),
    "format null": forge(number="null"),
    "format negative": forge(number="-1"),
    "format 0": forge(number="0"),
    "format 01": forge(number="01"),
    "format huge": forge(number="9" * 30),
    "format twice": forge(number='1,"format":1'),
    "entry beside the three": forge(number='1,"more":1'),
    "entry between": forge(content='{},"d":{}'),
    "second metadata key": forge(
        metadata='{"shoal":' + json.dumps(INNER % ("{}", "1")) + ',"more":"x"}'
    ),
    "metadata key twice": forge(
        metadata='{"shoal":' + json.dumps(INNER % ("{}", "1")) + ","
        '"shoal":' + json.dumps(INNER % ("{}", "1")) + "}"
    ),
    "metadata a number": forge(metadata='{"shoal":1}'),
    "array given twice": forge(
        header=forge(ONE)[8:-1] + b',"a":' + json.dumps(ONE["a"]).encode() + b"}", body=EIGHT
    ),
    "metadata given twice": forge(header=forge()[8:-1] + b',"__metadata__":{}}'),
    "not UTF-8": forge(
        header=forge({"\x00\x00": entry([0], [0, 0])})[8:].replace(b"\\u0000\\u0000", b"\xff\xfe")
    ),
    "junk behind the header": forge(header=forge()[8:] + b"x"),
    "header cut": forge(header=forge()[8:-1]),
    "deep header": forge(header=forge()[8:-1] + b',"a":' + b"[" * 100_000),
    "header with NaN": forge(header=forge(ONE)[8:].replace(b"[1]", b"[NaN]"), body=EIGHT),
    "header with a huge number": forge(
        header=forge(ONE)[8:].replace(b"[1]", b"[" + b"9" * 5000 + b"]"), body=EIGHT
    ),
}


REASONS = {
    "laid out wrongly": [
        "overlapping arrays",
        "half overlapping",
        "hole before",
        "hole between",
        "rest behind",
        "body too short",
        "no body",
        "body without arrays",
        "offsets backwards",
        "negative offsets",
        "huge offsets",
        "offsets as text",
        "three offsets",
        "shape does not fit",
    ],
    "beyond all bounds": ["huge shape", "huge empty shape", "wrapping shape", "ninety dimensions"],
    "not whole numbers": [
        "negative size",
        "two negative sizes",
        "size true",
        "size 1.0",
        "shape null",
    ],
    "of a type other than": [
        "dtype F16",
        "dtype BF16",
        "dtype F8_E4M3",
        "dtype F4",
        "dtype C64",
        "dtype U64",
        "dtype BOOL",
        "dtype unknown",
        "dtype a list",
    ],
    "name or entry is not": [
        "another entry",
        "entry missing",
        "entry a list",
        "name with a path",
        "name with a line end",
        "name empty",
    ],
    "in the array a that are not finite": ["NaN in an array", "infinity in an array"],
    "more than 10000 arrays": ["too many arrays"],
    "is not a number": ["NaN in content", "infinity in content", "header with NaN"],
    "is not a finite number": ["1e400 in content"],
    "whole number that is too large": ["huge whole number", "header with a huge number"],
    "more than 128 bits": ["129 bits"],
    "key given twice": [
        "key given twice",
        "key given twice below",
        "array given twice",
        "metadata given twice",
    ],
    "more than 32 deep": ["nested 41 deep"],
    "JSON that cannot be read": [
        "nested 100,000 deep",
        "content cut",
        "content with more behind",
        "format 01",
        "junk behind the header",
        "header cut",
        "deep header",
    ],
    "half a character": ["half a character", "half a character as key"],
    "0 places for a digest": [
        "format 1.0",
        "format text",
        "format true",
        "format null",
        "format negative",
        "format huge",
        "format twice",
        "entry beside the three",
    ],
    f"format number that is not from 1 to {FORMAT}": ["format 0"],
    "other entries than": ["entry between"],
    "beside the one key": ["second metadata key"],
    "2 places for a digest": ["metadata key twice"],
    "another kind of safetensors": ["metadata a number"],
    "not UTF-8": ["not UTF-8"],
}


@pytest.mark.parametrize("what", FORGERIES)
def test_forged_files_with_a_right_digest(what: str) -> None:
    # The reason is checked too: a forgery that fails for its digest would test nothing.
    (reason,) = [reason for reason, names in REASONS.items() if what in names]
    assert reason in refusal(FORGERIES[what])


def test_a_newer_format_says_so() -> None:
    newer = FORMAT + 1
    text = refusal(forge(number=str(newer), content='{"what":"a later Shoal knows"}'))
    assert text == (
        f"m.shoal was written by a newer Shoal (format {newer}); "
        f"this one reads format {FORMAT}: update Shoal"
    )
    told, other = (b'format\\":' + str(n).encode() for n in (newer, newer + 1))
    damaged = forge(number=str(newer)).replace(told, other)
    assert "damaged" in refusal(damaged)  # a changed number is damage, not a newer file


def test_a_digest_place_in_the_content_is_no_place() -> None:
    text = ',"digest":"' + "0" * 64 + '","format":1}"'
    content = {"digest": "0" * 64, "format": 1, "a": text, text: [{"digest": text}]}
    _, back = parse_model(model_bytes({}, content), "m")
    assert back == content


def test_limits_before_parsing() -> None:
    header = b'{"__metadata__":{"shoal":"{\\"content\\":{'
    long = struct.pack("<Q", MAX_HEADER_BYTES + 1) + header + b" " * MAX_HEADER_BYTES
    assert "too large" in refusal(long)

    class Huge(bytes):
        def __len__(self) -> int:
            return MAX_FILE_BYTES + 1

    assert "too large" in refusal(Huge(small_model()))


def test_dense_json_is_read_in_seconds() -> None:
    """As many small values as a header can hold, under a long name: no quadratic time."""
    many = '{"' + "k" * 2_000_000 + '":[' + "0," * 1_000_000 + "NaN]}"
    began = time.perf_counter()
    refusal(forge(content=many))
    many = many.replace("NaN", "1e999")
    assert len(refusal(forge(content=many))) < 400
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mred", "\u202egnp", "a\rb"])
def test_a_hostile_file_name_stays_on_one_line(name: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        parse_model(b"", name)
    assert str(caught.value).isprintable()
