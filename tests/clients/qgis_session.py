"""What QGIS sees of the API, as JSON: run by the Python that QGIS was built for, not by ours.

`python3 qgis_session.py http://127.0.0.1:8000/api IMAGE`
"""

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

WARD = QgsRectangle(105.789, 21.009, 105.793, 21.012)
BOX = QgsRectangle(105.789, 21.009, 105.7901, 21.01005)


def features(root: str, layer_id: str) -> QgsVectorLayer:
    return QgsVectorLayer(f"url='{root}' typename='{layer_id}' pageSize='2'", layer_id, "OAPIF")


def seen(layer: QgsVectorLayer) -> dict[str, Any]:
    found = list(layer.getFeatures()) if layer.isValid() else []
    return {
        "valid": layer.isValid(),
        "error": layer.error().message(),
        "count": layer.featureCount(),
        "features": len(found),
        "geometries": sum(feature.hasGeometry() for feature in found),
        "fields": [field.name() for field in layer.fields()],
        "crs": layer.crs().authid(),
    }


def coloured(layer: Any, extent: QgsRectangle, crs: str, path: str) -> int:
    """Draw a layer alone and return how many pixels are not white."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setExtent(extent)
    settings.setOutputSize(QSize(400, 400))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(path)
    white = QColor("white").rgb()
    return sum(image.pixel(x, y) != white for x in range(0, 400, 2) for y in range(0, 400, 2))


def look(root: str, image: str) -> dict[str, Any]:
    collections = ("roads", "alleys", "buildings", "cay_xanh", "layer-records")
    told: dict[str, Any] = {name: seen(features(root, name)) for name in collections}
    roads = features(root, "roads")
    told["in_box"] = len(list(roads.getFeatures(QgsFeatureRequest().setFilterRect(BOX))))
    asked = QgsFeatureRequest().setFilterExpression("\"name\" = 'Mẫu roads số 3'")
    told["by_name"] = [feature["name"] for feature in roads.getFeatures(asked)]
    told["drawn"] = coloured(features(root, "buildings"), WARD, "EPSG:4326", f"{image}-features.png")
    tiles = f"{root}/collections/buildings/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    layer = QgsVectorTileLayer(f"type=xyz&url={tiles}&zmin=12&zmax=16", "tiles")
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles(QgsVectorTileBasicRenderer.simpleStyleWithRandomColors())
    layer.setRenderer(renderer)
    told["tiles_valid"] = layer.isValid()
    told["tiles_drawn"] = coloured(layer, WARD, "EPSG:4326", f"{image}-tiles.png")
    return told


def main(root: str, image: str) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    # Every layer is gone when `look` returns: one that outlives the application brings it down.
    sys.stdout.write(json.dumps(look(root, image)) + "\n")
    sys.stdout.flush()
    application.exitQgis()


main(*sys.argv[1:])
