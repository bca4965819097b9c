"""Data administration of the money: HR alone. Runs are read, never written."""

from . import allocation, attendance, distribution, individual, payout

__all__ = ["allocation", "attendance", "distribution", "individual", "payout"]
