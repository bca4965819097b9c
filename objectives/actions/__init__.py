"""Every write: one transaction, keyword-only, `by=`, the audit row inside it."""
