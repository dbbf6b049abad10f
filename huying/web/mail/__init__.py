"""E-mail as a door: a letter becomes a case, and an answer to a letter of ours a word of its reporter (docs/guides/mail.md)."""
