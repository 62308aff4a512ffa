"""What Weihai decides by its own method; the reference plugin of tic-core."""
