"""A fit as a scene and frames for a browser: the live view, its widget, and what a saved notebook keeps."""
