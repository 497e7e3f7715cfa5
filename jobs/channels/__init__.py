"""The ways out: e-mail, Slack, signed webhooks, and the log for those that are not configured."""
