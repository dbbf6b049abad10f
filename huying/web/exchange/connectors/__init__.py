"""Other offices' systems: records come in and go out on a connector, each accounted for, each day reconciled."""
