"""A city in a bottle: a made-up history of any size, as the commands would have written it.

`stories.py` tells a few lives by the real commands, each twice; `patterns.py` sees by the difference what belongs to the one case
and what to the story, and stamps out further cases; `seeding.py` pours them in. The city itself is whatever was set up.
"""
