"""Answers of readers: read without being run, and checked."""
