"""What PostgreSQL holds, brought into the DuckDB warehouse through Arrow: only what changed since the last pull."""
