"""Plain Flask routes for what is no Dash callback: sign-in, doorbell, media, health."""
