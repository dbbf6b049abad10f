"""Malformed requests for every public door."""

SHARES = {
    "report": 0.22, "deed": 0.14, "track": 0.12, "page": 0.12, "sign_in": 0.1, "api": 0.16, "anywhere": 0.08, "raw": 0.06,
}  # fmt: skip
"""Door → its part of all requests; `raw` is the socket of the running server."""
