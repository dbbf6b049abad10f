"""Backups of a whole installation, and its way back to a chosen minute: docs/how-to/backup.md, docs/decisions/0033-backups.md.

A folder of backups holds base backups of the database, the journal of PostgreSQL (WAL) since, the files, and what was
erased by request. Not the keys: they open contacts, so they travel and lie apart.
"""
