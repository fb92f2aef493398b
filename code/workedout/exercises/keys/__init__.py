"""Right answers to exercises, a module or two a part of the book, computed when asked for.

A key is a function with the label of its exercise, and what an answer to it consists of.
"""
