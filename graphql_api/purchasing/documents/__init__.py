"""Purchase orders as files: CSV, XLSX, PDF."""
