"""Any file as tables of text: what a file is, its encoding, delimiter, header row, and the lines that are not rows."""
