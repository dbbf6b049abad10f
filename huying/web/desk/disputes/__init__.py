"""Disputes at the desk: the reception window, the docket and calendar, and the session room."""
