"""Choosing features for a what-if: by id, by street, by residential group."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

import shapely

from twin.errors import BadInputError, NotFoundError
from twin.reporting import City, asked
from twin.vocabulary import Frozen

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame


class Chosen(Frozen):
    """Which alleys are meant: those of these ids, and all of these streets and residential groups."""

    alleys: tuple[int, ...] = asked(
        "Ngõ (mã số)", "Alleys (ids)", (), max_length=10_000, picks=("alleys", "id")
    )
    streets: tuple[str, ...] = asked("Mọi ngõ của đường phố", "All alleys of the streets", (), max_length=100)
    groups: tuple[str, ...] = asked(
        "Mọi ngõ trong tổ dân phố",
        "All alleys in the residential groups",
        (),
        max_length=1_000,
        picks=("residential_groups", "code"),
    )


def choose_alleys(city: City, chosen: Chosen, *fields: str) -> "GeoDataFrame":
    """Return the alleys that are meant. An alley is in a group where more than a metre of it is.

    Raises BadInputError where none is named, NotFoundError for an id, a street or a group that is not there.
    """
    if not (chosen.alleys or chosen.streets or chosen.groups):
        raise BadInputError(
            vi="Hãy chọn ngõ: theo mã số, theo đường phố hoặc theo tổ dân phố.",
            en="Choose alleys: by id, by street or by residential group.",
        )
    every = city.frame("alleys", *dict.fromkeys(("street", *fields)), whole=True)
    require_ids(city, "alleys", every.index, chosen.alleys)
    meant = every.index.isin(list(chosen.alleys))
    for street in chosen.streets:
        of_street = every["street"].map(fold_name) == fold_name(street)
        if not of_street.any():
            raise NotFoundError(
                vi=f"Không có ngõ nào thuộc đường «{street[:60]}».",
                en=f"There is no alley of a street “{street[:60]}”.",
            )
        meant |= of_street.to_numpy(dtype=bool)
    if chosen.groups:
        within = shapely.intersection(every.geometry.to_numpy(), find_groups(city, chosen.groups))
        meant |= shapely.length(within) > 1
    found: GeoDataFrame = every[meant]
    return found


def find_groups(city: City, codes: Iterable[str]) -> shapely.Geometry:
    """Return the residential groups of these codes as one area. Raises NotFoundError."""
    groups = city.frame("residential_groups", "code", whole=True)
    if missing := sorted(set(codes) - set(groups["code"])):
        listed = ", ".join(missing)[:200]
        raise NotFoundError(
            vi=f"Không có tổ dân phố «{listed}».", en=f"There is no residential group “{listed}”."
        )
    return shapely.union_all(groups[groups["code"].isin(list(codes))].geometry.to_numpy())


def require_ids(city: City, layer: str, known: Iterable[int], ids: Iterable[int]) -> None:
    """Raise NotFoundError for ids that a layer does not have on the day."""
    missing = sorted(set(ids) - set(known))
    if missing:
        title, listed = city.declared(layer).title, ", ".join(map(str, missing[:5]))
        raise NotFoundError(
            vi=f"Lớp «{title.vi}» không có đối tượng «{listed}» vào ngày {city.day:%d/%m/%Y}.",
            en=f"The layer “{title.en}” had no feature “{listed}” on {city.day.isoformat()}.",
        )


def fold_name(name: object) -> str | None:
    """Return a name as it is compared: composed letters, without case or spaces round it."""
    return unicodedata.normalize("NFC", name).strip().casefold() if isinstance(name, str) else None
