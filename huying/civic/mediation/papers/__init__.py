"""The papers of mediation: their words, and how a Word file is set as PDF."""
