"""The local server, who may speak with it, and the files that it sends."""
