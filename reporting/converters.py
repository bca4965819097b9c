"""Numbers as they stand in file names: scheda-08-2023.pdf."""


class TwoDigits:
    """08, 24, 101: one spelling for each number, so that a file has one address."""

    regex = r"0[1-9]|[1-9]\d+"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02d}"
