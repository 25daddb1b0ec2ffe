"""Tables that people hand in as CSV or XLSX, and the archives that office files are: read under limits.

Plain data in, plain data out. Nothing here knows what the rows mean: `cadres.roster` and `training.importing` do.
"""
