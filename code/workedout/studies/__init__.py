"""The engines of single chapters, each for one question that needs its own."""
