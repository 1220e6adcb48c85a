"""What is made of a written release, all from its sorted dump and in bounded memory: tables with their codebook, the
changes between two releases, the reference graph in other serializations, and the dataset's description.
"""
