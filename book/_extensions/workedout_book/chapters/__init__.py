"""What a chapter is made of: its head, predictions, wrong answers, teaching, sources."""
