"""scikit-learn's ``Display`` convention over the panels: a class for each picture."""
