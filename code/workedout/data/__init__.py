"""Images, labels and points: where they come from, and what is done to them."""
