"""Values in, Dash tree or plotly figure out: no query, no callback."""
