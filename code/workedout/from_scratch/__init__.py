"""What the chapters derive, written by hand with nothing but tensors."""
