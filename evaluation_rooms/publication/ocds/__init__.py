"""The Open Contracting Data Standard 1.1: releases and records made of our own public records. Pure.

Here, and nowhere else, bidders are `tenderers`: that is the standard's word.
"""
