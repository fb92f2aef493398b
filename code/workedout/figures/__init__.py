"""Every plot of the book, one module a part."""
