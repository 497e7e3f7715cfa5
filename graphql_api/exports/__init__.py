"""All rows of the published run in one answer, as a stream."""
