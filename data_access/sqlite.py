"""The SQLite library of this process: a newer one than Python's where a wheel carries it.

Python of Debian 12 brings 3.40, which must not use write-ahead logging (data_access/engine.py), so
that readers would hold writers up. Two libraries must never open one file in one process, because
closing it in one drops the locks of the other: whoever opens SQLite takes it from here.
"""

try:
    from pysqlite3 import dbapi2 as sqlite3
except ImportError:  # no wheel for this kind of machine
    import sqlite3

__all__ = ["sqlite3"]
