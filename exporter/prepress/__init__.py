"""From the typeset master to a finished PDF: each format of print is a module with a `finish` of its own."""
