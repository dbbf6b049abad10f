"""Webhooks: other systems are told of each step of the cases of their unit, in order (docs/decisions/0025-webhooks.md)."""
