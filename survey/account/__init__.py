"""Officers' accounts: the first run, signing in and out, passwords."""
