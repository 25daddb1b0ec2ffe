"""The rules of duties, without database or clock: what is required, how it stands, which status follows, by when."""
