"""The dashboard that the programme orders (part III, task 1): economy and society, city, population, welfare.

A section is one file of `sections/`: the programme's indicators that belong to it, and numbers that the layers give.
"""
