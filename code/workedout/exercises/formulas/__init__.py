"""Formulas as readers give them: read without ever being run, bounded, and compared.

`signs` and `grammar` read text, `of_sympy` an expression of SymPy, `numbers` numbers of all kinds;
each gives a tree (`trees`), which `values` evaluates at a point and `comparison` at many.
"""
