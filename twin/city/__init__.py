"""What a report may read of the city, and how one is run: who asks, as of when, from which data."""
