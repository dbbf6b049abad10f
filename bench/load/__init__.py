"""A load generator that speaks plain HTTP to any server. It knows nothing of Huying, and imports nothing of it.

Journeys of calls, described in a file (`description.py`), begin by a schedule, whether or not those before have ended: an open loop.
Each call is measured from the moment at which it was due, so that a server that stalls cannot slow the asking down and so
hide how long everybody waited (coordinated omission). `python -m load --help`, in the folder above.
"""
