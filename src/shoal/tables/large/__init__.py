"""Large texts: proved plain by their bytes, read by polars batch by batch, to the strict reader's bits."""
