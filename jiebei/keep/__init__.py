"""What is kept along the way: the course of events, the contact log, the dates to pay on, and all of it as a spreadsheet."""
