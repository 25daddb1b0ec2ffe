"""What people are told: in the site, by mail once a day, and in their own calendar."""
