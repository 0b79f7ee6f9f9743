"""What can go wrong with the embedded PostgreSQL, said to a person."""


class PostgresError(Exception):
    """One sentence that says what is wrong and what to do, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en
