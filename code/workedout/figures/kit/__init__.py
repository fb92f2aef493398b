"""What the plots share: the drawing, the stepper and the grids."""
