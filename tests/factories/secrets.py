"""Recognisable secrets: what tests sign in, sign and connect with. No log may show them (`tests/secrets_scan.py`)."""

MARK = "Planted7Secret"
"""In every planted secret; letters and digits alone, so that no quoting changes it."""

PASSWORD = f"{MARK} several words of a phrase"
KEY = f"{MARK}-signs-tokens-and-messages"
DATABASE_PASSWORD = f"{MARK}-database"
MAIL_PASSWORD = f"{MARK}-mail"
WEBHOOK_SECRET = f"whsec_{MARK}SignsWebhooksOfTheShop0000"
"""Itself the base64 text of 30 bytes."""
SLACK_URL = f"https://hooks.slack.example/services/{MARK}"
