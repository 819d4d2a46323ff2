"""One line a figure: what was measured, what came out, what is asked for, whether it is reached."""

from dataclasses import dataclass, field

WIDTHS = (64, 22, 12)


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    name: str
    value: str
    bar: str
    is_reached: bool | None  # None when there is nothing to compare with
    detail: str = ""

    def __str__(self) -> str:
        verdict = {True: "atteint", False: "en dessous", None: ""}[self.is_reached]
        cells = zip((self.name, self.value, self.bar), WIDTHS, strict=True)
        line = " ".join(cell.ljust(width) for cell, width in cells)
        return f"{line} {verdict.ljust(10)} {self.detail}".rstrip()


@dataclass
class Table:
    """The figures, printed as they come."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Note a figure and print it at once."""
        self.figures.append(figure)
        print(figure, flush=True)

    def at_least(self, name: str, value: float, bar: float, detail: str = "") -> None:
        """A ratio that should be as large as the bar."""
        self.add(Figure(name, said(value), f"≥ {said(bar)}", value >= bar, detail))

    def at_most(
        self, name: str, value: float, bar: float, unit: str = "", detail: str = ""
    ) -> None:
        """A quantity that should not pass the bar."""
        unit = f" {unit}" if unit else ""
        self.add(Figure(name, f"{said(value)}{unit}", f"≤ {said(bar)}{unit}", value <= bar, detail))


def said(value: float) -> str:
    """« 0,31 », « 186 »."""
    text = f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return text.replace(".", ",")
