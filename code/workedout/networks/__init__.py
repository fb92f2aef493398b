"""The networks of the book, their first weights and their parameters."""
