"""Recorded results: made, kept, judged and looked up."""
