"""Formulas: set while the book is built, and checked by cells."""
