"""Who the portal knows: people, the department tree, postings over time, and who may see and do what."""
