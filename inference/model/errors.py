"""Why a model cannot be used."""


class ModelError(Exception):
    """The model cannot be used; the message names the file and the reason.

    Attributes:
        reason: The message without the file.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"model {name}: {reason}")
        self.name, self.reason = name, reason


def first_line(error: Exception) -> str:
    """The first line of an error of onnxruntime, which writes many."""
    text = str(error).strip()
    return text.splitlines()[0][:160] if text else type(error).__name__
