"""Pure rules about accounts: which passwords, how many attempts, how long a session."""
