"""Forms about the money, and the entry of a project with its funding."""
