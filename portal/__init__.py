"""The project: settings, URLs, entry points and middleware. It knows every app and no app imports it."""
