"""Large texts: proved plain by their bytes, read by polars batch by batch, to the strict reader's bits."""

ENOUGH_BYTES = 1 << 21  # below, the strict reader is done before polars is imported
