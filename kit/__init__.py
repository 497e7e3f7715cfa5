"""Technique without business: settings, database, unit of work, clock, logging, paging, Arrow in and out."""
