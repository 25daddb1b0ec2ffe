"""The front page, the personal desk and site settings. The only app that gathers from all others."""
