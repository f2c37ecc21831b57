"""Letters: how one is written, how it goes out by SMTP, and what became of those in the outbox."""
