"""What is pictured, as plain arrays read off a fitted model and its rows."""
