"""What content refuses, in words for those who run the portal."""


class TypesettingError(Exception):
    """A PDF could not be made. The text says of which template and why."""


class FontsMissing(TypesettingError):
    """No Chinese font is installed: the PDF would hold boxes in the place of characters."""
