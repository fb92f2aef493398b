"""Training: recipes, the readable loop, and the fast engines beside it."""
