"""What a network gets of each column, learned from the training rows and applied to any table."""
