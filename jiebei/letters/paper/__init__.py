"""A composed letter on paper and screen: PDF, Word, text and HTML."""
