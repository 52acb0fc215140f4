"""The names of the environment variables that this package reads."""

KEY_VARIABLE = "ENCRYPTION_KEY"
POLICY_VARIABLE = "ENCRYPTION_READ"
