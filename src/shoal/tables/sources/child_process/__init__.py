"""A file opened in a process of its own, under limits: whatever the file does, the caller lives."""
