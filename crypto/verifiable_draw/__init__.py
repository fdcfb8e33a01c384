"""A draw of experts that nobody can bias, draw again or foresee, and that a stranger repeats bit for bit.

`pool` and `quotas` say who may be drawn and what the committee must satisfy; `types` and `table` are the lottery, a
list of weighted compositions; `generator` and `draw` take a committee, its reserves and its seats from a seed;
`ceremony` makes the seed; `verify` does it all again. Integers only. `optimum` alone needs a solver (HiGHS): it makes
tables and recomputes the bound; whatever else is here runs on the standard library.
"""
