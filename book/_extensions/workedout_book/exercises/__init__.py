"""Exercises, their solutions, and answers that readers check."""
