"""Heavy clients of other people's making, on the same city as the API's own tests: `make clients`."""

from tests.api.conftest import address, city

__all__ = ["address", "city"]
