"""What is wrong with a file as a whole."""


class RosterFileError(Exception):
    """The file cannot be read as a roster. `code` and `params` are worded by `roster.wording`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
