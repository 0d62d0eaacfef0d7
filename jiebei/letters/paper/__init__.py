"""A composed letter on paper and screen: PDF, pictures, Word, text and HTML."""
