"""Every write of the money: one transaction, keyword-only, `by=`, the audit row inside it."""
