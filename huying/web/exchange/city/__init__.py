"""A whole city given out as files that need no Huying to be read, and taken in again by an empty installation.

`tables` says what a city is made of; `giving` writes it, `taking` reads it; `manifest` is what both agree on. How it is meant to
be used: docs/guides/moving.md. Why it is so: docs/decisions/0027-whole-city.md.
"""
