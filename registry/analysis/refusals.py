"""What statistics say when the data do not carry an answer."""


class Refused(ValueError):
    """The data do not carry this figure. `code` names the reason, the message says it to a reader."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
