"""Our figures and our letter against named peers, in one run: `make bench`, or `python -m bench`.

Every task is done by ours and by its peers in turn, round after round in one warm process, so that whatever else the
machine does falls on all of them alike. What counts is the ratio; the times themselves belong to the machine.
A peer that is not installed (`pip install '.[bench]'`) is listed as missing.
"""
