"""Benchmarks. Run by `make bench`; nothing here asserts time. docs/performance.md tells what is measured and how."""
