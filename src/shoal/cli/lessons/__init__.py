"""``shoal lessons``: the lessons' sources as notebooks, for readers, students and teachers."""
