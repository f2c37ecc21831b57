"""Sign-in: passwords, second factors, sessions, links by mail, drafts of what was typed."""
