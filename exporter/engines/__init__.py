"""Who does the work of a batch: this process, others on this machine, or other machines.

Each module has one class that is a `batch.Engine`.
"""
