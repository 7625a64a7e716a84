"""What the demo loads: a small library typed for this project, and 5,040 real DJ sets where they can be had.

``sample`` reads the files beside it. ``djmix_wheel`` brings the public dataset, ``djmix`` reads it. All three
give plain values and know nothing of a database.
"""
