"""Codes as small numbers, so that filters are counted by array and not word by word."""

from threading import Lock


class Vocabulary:
    """Numbers for the codes of one filter in the order they were first met, with the label met last."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.labels: list[str] = []
        self._numbers: dict[str, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self.codes)

    def number(self, code: str) -> int | None:
        """The code's number, if it was ever met."""
        return self._numbers.get(code)

    def learn(self, code: str, label: str) -> int:
        """The code's number, a new one if need be."""
        known = self._numbers.get(code)
        if known is not None:
            self.labels[known] = label
            return known
        with self._lock:
            if code not in self._numbers:
                self.codes.append(code)
                self.labels.append(label)
                self._numbers[code] = len(self.codes) - 1
            return self._numbers[code]
