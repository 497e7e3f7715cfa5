"""The business: ORM models, repositories, rules and services, one folder per feature."""
