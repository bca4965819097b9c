"""What the sums refuse: a code with parameters, which the caller turns into a sentence."""


class RefusalError(ValueError):
    """Impossible input; each kind of sum has its own class and lists its codes in ERROR_PARAMS."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, str] = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code
