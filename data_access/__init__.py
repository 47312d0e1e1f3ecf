"""The only code that knows SQL: scoped reads and audited writes, one module per subject."""
