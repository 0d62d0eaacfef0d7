"""What is kept along the way: the contact log, and the dates to pay on."""
