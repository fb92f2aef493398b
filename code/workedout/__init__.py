"""Neural Networks, Worked Out: what the chapters call.

Import what you need from its module, as in ``from workedout.training.loop import fit``. Nothing is
re-exported here, so that a page depends only on the modules that it names.
"""
