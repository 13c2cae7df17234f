"""The classes of personal data, a file a domain."""
