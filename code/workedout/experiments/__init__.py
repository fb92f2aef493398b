"""The questions that the book asks of trained networks, one module a chapter."""
