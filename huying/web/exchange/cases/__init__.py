"""History of another system: rows of any shape become cases with their whole past."""
