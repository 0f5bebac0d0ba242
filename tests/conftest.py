"""Fixtures for every test: the real parts of the run."""

pytest_plugins = ["tests.support.parts"]
