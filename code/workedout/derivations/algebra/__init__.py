"""What the derivations share: cases, orders of working, layers and inequalities."""
