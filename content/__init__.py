"""What every page is made of: the base page with its owner and visibility, blocks, topics."""
