"""From a laid-out document to the bytes of a format: `pdf`, `epub` and `web`, which know nothing of one another."""
