"""What the record teaches: a lake of facts, the indicators counted from it, and how their numbers are shown."""
