"""The fault test: a real server under load whose processes are killed, and the promise that nothing is lost.

Run by `make test-faults`; docs/testing.md says what is promised and how it is checked. pytest collects only the tests
of the judge itself (`test_verdict.py`).
"""
