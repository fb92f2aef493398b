"""Derivations in SymPy: the formula that a page prints is the object that was checked."""
