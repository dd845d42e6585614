"""The API's description of itself: OpenAPI 3.1 as it is made, 3.0 as older clients and OGC's tests read it, and a page."""
