"""The studio: who is let in, who holds the line, what a message may be, how it ends."""

from .mutation import named

MUTATIONS = [
    *named(
        "studio/web/entrance.py",
        ("studio/test_entrance.py",),
        ("entrance: a code is good again and again", "if owner is not None or", "if"),
        ("entrance: a code is good for ever", " or time.monotonic() > until:", ":"),
        ("entrance: another user is let in", "if strange(user_of(client, server)):", "if False:"),
        ("entrance: any pass is taken", "if len(chosen) not in LENGTH or not", "if not"),
        ("entrance: passes without end", "while len(self._passes) > MOST_PASSES:", "while False:"),
    ),
    *named(
        "studio/web/serving.py",
        ("studio/test_entrance.py",),
        ("serving: a client says where it comes from", "        proxy_headers=False,\n", ""),
        ("serving: the key goes to the browser", "?token={entrance.code()}", "?token={entrance.key}"),
    ),
    *named(
        "studio/web/security.py",
        ("studio/test_attacks.py",),
        ("guard: any pass will do", "if not self._entrance.knows(_passes(scope)):", "if False:"),
        ("guard: any origin will do", "and origins != [self._origin]:", "and False:"),
    ),
    *named(
        "studio/web/lines.py",
        ("studio/test_lines.py",),
        ("lines: strangers without end", "while len(self._strange) >= MOST:", "while False:"),
        ("lines: a stranger stays", "call_later(SECONDS, self._cut, peer)", "call_later(1e4, self._cut, peer)"),
    ),
    *named(
        "studio/wire.py",
        ("studio/test_odd_messages.py",),
        ("wire: numbers that are none", "if math.isfinite(value):", "if True:"),
        ("wire: lists within lists", "if _deep(message):", "if False:"),
        ("wire: sentences without end", "return said if len(said) <= LONGEST else", "return said if True else"),
    ),
    *named(
        "studio/tables/open_table.py",
        ("studio/test_costly_files.py",),
        (
            "open: parsed in the studio itself",
            "table = read_in_child(file, name=self.name, **self.place(options))",
            "from ...tables import read_table\n"
            "        from tempfile import mkdtemp\n"
            "        place = Path(mkdtemp()) / self.name\n"
            "        place.write_bytes(self._content)\n"
            "        table = read_table(place, **self.place(options))",
        ),
    ),
    *named(
        "studio/web/serving.py",
        ("studio/test_ending.py",),
        ("ending: one exit code", "else 128 + number\n", "else 0\n"),
    ),
    *named(
        "studio/fits/sentence.py",
        ("studio/test_sentence.py",),
        ("sentence: slopes that are no numbers", '    "NotFinite":', '    "Nothing":'),
    ),
]  # fmt: skip
