"""The demonstration ward as its files tell it, read with plain GeoPandas: none of the service's own arithmetic."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas
import pandas as pd
from geopandas.geodataframe import GeoDataFrame

from gis_data.clock import HANOI, START


@dataclass(frozen=True)
class Files:
    """The ward's registers as they were written, and as they stood on a day."""

    folder: Path

    def _read(self, name: str) -> GeoDataFrame:
        frame = geopandas.read_parquet(self.folder / name)  # type: ignore[attr-defined,no-untyped-call]
        assert isinstance(frame, GeoDataFrame)
        return frame

    def on(self, layer: str, day: date) -> GeoDataFrame:
        current, past = (self._read(f"{part}{layer}.parquet") for part in ("", "history/"))
        close = pd.Timestamp(datetime.combine(day, datetime.max.time(), HANOI))
        unchanged = current[~current["external_id"].isin(past["external_id"])]
        unchanged = unchanged if close >= pd.Timestamp(START) else unchanged.iloc[:0]
        begun = pd.to_datetime(past["updated_at"], utc=True) <= close
        open_still = past["recorded_to"].isna() | (pd.to_datetime(past["recorded_to"], utc=True) > close)
        held = pd.concat([unchanged, past[begun & open_still]])
        there = held["valid_from"].isna() | (held["valid_from"] <= day)
        there &= held["valid_to"].isna() | (held["valid_to"] > day)
        return GeoDataFrame(held[there], geometry="geometry", crs=4326).to_crs(5897)
