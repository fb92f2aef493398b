"""What a trained network does inside, and what goes wrong in one."""
