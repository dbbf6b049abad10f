"""The forms of the acts, by the step module that does them."""
