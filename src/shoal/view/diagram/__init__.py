"""The drawing of a network: what is in it and where, for the notebook's card, matplotlib and the browser.

``geometry`` places nodes and edges, ``lighting`` says what stands out, ``matrices`` what is written
beneath, and ``nodes`` all that a drawer asks of them: colour by sign, width, opacity, words, bars. ``svg``
(the card, without matplotlib) and ``panels.network_panel`` only draw it, each at its own sizes: pixels
with one path for all lines of a width, so that a card stays small, or points that follow the axes.

The browser's drawing (``front/src/draw/network.ts``) computes its places itself: it follows the size of
its panel, a pointer and the epochs of a running fit, and a round trip for each would stutter. It counts,
names, lights and colours by the same rules, which are those of docs/notation.md.
"""
