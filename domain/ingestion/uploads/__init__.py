"""Files that people and programs upload: kept until they are imported, described, mapped, loaded by the worker."""
