"""Exact sums, rates and days: what everything else counts with."""
