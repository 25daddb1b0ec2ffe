"""What two connections do at the same moment, where the database lets them: on PostgreSQL.

On SQLite the lock is a file, which test_jobs.py opens twice.
"""

from django.db import connection

collect_ignore_glob = [] if connection.vendor == "postgresql" else ["test_*.py"]
