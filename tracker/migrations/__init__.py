"""Alembic migrations, run at start through the application's own connection."""
