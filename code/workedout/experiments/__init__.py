"""The questions that the book asks of trained networks, one module a part of the book."""
