"""Rain on the ground: where water gathers, how deep, and what stands in it.

`filling` gives the lakes that are left when all has run down (Fill-Spill-Merge), in seconds; `flowing` follows the
water in time (the local-inertial equations). Both keep account of every cubic metre.
"""
