"""What readers operate: the playground and the steppers."""
