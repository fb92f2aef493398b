"""The notebooks of the pages, and what runs them elsewhere."""
