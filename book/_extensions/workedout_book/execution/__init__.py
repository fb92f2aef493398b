"""Executing pages: what their outputs depend on, kernels ahead of time, the cache."""
