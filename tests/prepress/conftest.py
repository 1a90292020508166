"""Makes what stands beside it importable by the tests in the folders below."""
