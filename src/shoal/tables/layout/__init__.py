"""Where the table is in a file: what separates the cells, the line of the names, what stands around."""
