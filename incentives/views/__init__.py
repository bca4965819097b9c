"""Pages about the money: form, one action, message, redirect."""
