"""Reading a roster file and comparing it with the people who are known.

Plain data in, plain data out: nothing here asks the database. `reading` turns bytes into rows, `columns`
finds out what each column is, `checking` turns rows into statements, `tree` and `diff` say what would change.
"""
