"""What a proposal costs: whole minutes of work, or whole parts of some currency."""

from dataclasses import dataclass
from decimal import Decimal

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CostUnit:
    """What one campaign's costs count: `parts` of them make an hour, or one of a currency."""

    parts: int
    currency: str | None = None
    """None: hours. Empty: money of which nobody said the name."""

    def whole(self, cost: int) -> Decimal:
        """«12.5» of 750 minutes. Two decimals suffice to give the same minutes back."""
        return (Decimal(cost) / self.parts).quantize(_HUNDREDTH).normalize()


HOURS = CostUnit(60)
"""People are asked for hours; only elections that come from elsewhere count money."""
