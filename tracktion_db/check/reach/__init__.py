"""What a statement reads, writes and sets off, through views, functions and triggers; and what follows.

reach, bodies, fired   what is reached, with whose rights
read_only, lineage     what that proves, and which columns it touches
impact, unused, grants what people ask: who uses this column, what nobody uses, which rights are needed
roles                  which statements each role of the migrations runs
"""
