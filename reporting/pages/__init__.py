"""What the reading pages show, written out: templates only place it."""
