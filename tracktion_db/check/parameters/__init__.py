"""What becomes of a null that is given for a parameter."""

from .fate import Fate, Force, strongest
from .queries import Fates

__all__ = ["Fate", "Fates", "Force", "strongest"]
