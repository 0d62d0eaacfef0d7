"""Text that she pastes: made uniform, its sums and days read, and what an agreement or a collector's message says."""
