"""Data administration of the money: HR alone. Runs are read, never written."""

from . import allocation, attendance, distribution, payout

__all__ = ["allocation", "attendance", "distribution", "payout"]
