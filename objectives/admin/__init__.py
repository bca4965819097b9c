"""Data administration of organisation, plan, users and trail, by role and under the same rules."""

from . import accounts, organisation, plan, projects, trail, work

__all__ = ["accounts", "organisation", "plan", "projects", "trail", "work"]
