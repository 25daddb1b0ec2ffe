"""Questions from files, and files from questions: Excel, Word, GIFT, Aiken, Moodle XML.

Plain data in, plain data out: nothing here asks the database or a request. `reading` tells formats apart and hands
the bytes to one of the readers; each gives `DraftQuestion`s, which `checking` holds against the rules of their kind.
`writing` goes the other way. What a format can and cannot carry is told in docs/trainers.md.
"""
