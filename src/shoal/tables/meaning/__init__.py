"""What a column means: numbers, dates, texts; their units, and what stands for a missing value."""
