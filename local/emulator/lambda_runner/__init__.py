"""Runs deployed functions in warm node processes."""
