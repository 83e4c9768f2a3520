"""A listing for a board's model, without a store."""

from collections.abc import Sequence

from app.store.rows import BoardRow


class Source:
    """Rows for a model, and which of them were asked for."""

    def __init__(self, rows: Sequence[BoardRow]) -> None:
        self.listed = rows
        self.asked: list[tuple[int, int]] = []

    def rows(self, first: int, n: int) -> Sequence[BoardRow]:
        self.asked.append((first, n))
        return self.listed[first : first + n]

    def again(self, ids: Sequence[int]) -> Sequence[BoardRow]:
        return [row for row in self.listed if row.id in ids]

    def place(self, row_id: int) -> int | None:
        return self.places(row_id)[row_id]

    def places(self, *ids: int) -> dict[int, int | None]:
        at = {row.id: number for number, row in enumerate(self.listed)}
        return {one: at.get(one) for one in ids}
