"""What ``fit_table`` does where nothing is said, for every door to it. Imports nothing."""

TEST_FRACTION = 0.2  # of the rows are held out and judge the model
SPLITS = ("auto", "random", "last", "blocks")  # ways to hold rows out
SPLIT = "auto"
