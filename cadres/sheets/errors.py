"""What is wrong with a file as a whole."""


class UnreadableFile(Exception):
    """The file cannot be read as what it should be. `code` and `params` are worded by whoever asked for it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
