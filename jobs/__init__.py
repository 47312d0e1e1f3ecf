"""What runs by the clock or beside the web: scheduler, demo feed, process supervision."""
