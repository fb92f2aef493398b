"""Recorded results as the pages show them: tables, choices and costs."""
