"""What the build refuses: typed numbers, and images without words."""
