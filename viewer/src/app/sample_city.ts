import type { Catalogue, Layer } from "../api/catalogue";

/** A small city for the unit tests, with names that no real layer has. */
function layer(id: string, over: Partial<Layer> = {}): Layer {
  return {
    id,
    title: { vi: `Lớp ${id}`, en: `Layer ${id}` },
    description: { vi: "Mô tả", en: "Description" },
    group: "g",
    geometry: "Point",
    count: 1,
    min_zoom: 12,
    max_zoom: 16,
    order: 50,
    base_map: false,
    visible: false,
    derived: false,
    run_time: false,
    version: 1,
    title_field: "call",
    tiles: `/api/collections/${id}/tiles/WebMercatorQuad/{z}/{y}/{x}?v=1`,
    fields: [],
    legend: [],
    style: [],
    ...over,
  };
}

export function sampleCity(...layers: (Partial<Layer> & { id: string })[]): Catalogue {
  return {
    title: { vi: "Phường Thử", en: "Trial town" },
    demonstration: true,
    notice: null,
    bounds: [105, 20, 106, 21],
    version: "1",
    groups: [{ id: "g", title: { vi: "Nhóm", en: "Group" } }],
    layers: layers.map(({ id, ...over }) => layer(id, over)),
  };
}
