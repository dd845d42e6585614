import pytest

from tests.conftest import Ward
from tests.ward_files import Files


@pytest.fixture(scope="session")
def files(ward: Ward) -> Files:
    """What the demonstration ward was loaded from."""
    return Files(ward.folder)
