"""Streets and alleys as a graph to walk on: joined, snapped to, measured along. All in metres, in the metric CRS."""
