"""Two editions side by side: what changed, article by article, and which way."""
