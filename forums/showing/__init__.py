"""Posts and lists as readers see them."""
