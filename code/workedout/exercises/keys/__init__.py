"""The right answers to exercises, one module a part of the book; each is computed when asked for.

A key is a function with the label of its exercise, and what an answer to it consists of.
"""
