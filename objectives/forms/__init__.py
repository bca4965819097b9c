"""Forms: what people type becomes rows and plain values; every write is an action's."""
