"""What two connections do at the same moment, where the database lets them: on PostgreSQL.

SQLite lets one write after another in, so there is nothing to collect (`make test-postgres` runs these).
"""

from django.db import connection

collect_ignore_glob = [] if connection.vendor == "postgresql" else ["test_*.py"]
