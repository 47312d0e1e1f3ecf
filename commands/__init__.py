"""The command line of app.py: one module per command."""
