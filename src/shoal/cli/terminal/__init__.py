"""What a terminal draws while a fit runs."""
