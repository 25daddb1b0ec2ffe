"""Reading a roster file and comparing it with the people who are known.

Plain data in, plain data out: nothing here asks the database. `cadres.sheets` turns bytes into rows, `columns`
names the columns, `checking` turns rows into statements, `tree` and `diff` say what would change.
"""
