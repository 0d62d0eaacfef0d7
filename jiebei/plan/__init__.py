"""From what can be paid to one plan: the budget, the options, which one to ask for, and why."""
