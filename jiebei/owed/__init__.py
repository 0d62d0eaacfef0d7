"""What is owed: a loan's terms and rows, what is overdue, what waiting adds, and what it costs a year."""
