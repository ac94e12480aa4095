"""The `planes` command."""
