"""Floor 2: a long fit kept while it runs, and taken up again to the same bits."""
