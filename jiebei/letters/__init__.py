"""What is written and said to a lender, composed once from the case and its plan; `paper` draws it."""
