"""The Dragoman corpus: its form, its checker, its counts."""
