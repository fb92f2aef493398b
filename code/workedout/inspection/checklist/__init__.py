"""The checks that a training script is put through, a group of them in each module."""
