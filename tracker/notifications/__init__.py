"""Nothing falls silent: what runs late or waits for somebody is told to whom it concerns, once."""
