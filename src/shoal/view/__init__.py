"""Floor 3: pictures of a training, drawn with matplotlib (extra ``[plot]``), never by ``pyplot``.

``picture`` says what is drawn (plain arrays), ``panels`` draws it, ``training`` reads it off a
fitted model, ``style`` holds the one place where matplotlib is imported.
"""
