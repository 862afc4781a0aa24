import pytest

from dragoman import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The shipped model, loaded once."""
    return Coder(threads=2)
