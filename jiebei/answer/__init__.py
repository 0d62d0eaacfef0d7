"""The lender's answer: what it may be, and whether it can be kept."""
