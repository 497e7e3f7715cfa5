"""Prints `.env.example`: every setting with its meaning and default, commented out (`make schema` writes the file)."""

import sys

from kit.settings import Settings

HEAD = """\
# Settings of Jaego. Copy to .env and take the comment sign from what you want to change.
# The environment wins over this file. All state lives in the folder JAEGO_HOME.
"""
COMPOSE = """
# Only docker-compose.yml reads this: the password of its PostgreSQL; letters and digits (openssl rand -hex 24).
# POSTGRES_PASSWORD=
"""


def render() -> str:
    """The whole file."""
    entries = []
    for name, field in Settings.model_fields.items():
        value = "" if field.default is None else field.default
        entries.append(f"\n# {field.description}\n# JAEGO_{name.upper()}={value}\n")
    return HEAD + "".join(entries) + COMPOSE


if __name__ == "__main__":
    sys.stdout.write(render())
