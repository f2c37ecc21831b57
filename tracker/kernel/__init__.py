"""What every package stands on: actors, errors, ids, text, canonical JSON, the database."""
