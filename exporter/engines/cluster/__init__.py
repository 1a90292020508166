"""Tasks on many machines: the way there, what is sent, and who does it."""

from exporter.engines.cluster.connection import Connection, check
from exporter.engines.cluster.engine import Cluster

__all__ = ["Cluster", "Connection", "check"]
