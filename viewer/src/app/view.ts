import type { Position } from "geojson";
import type { Catalogue } from "../api/catalogue";
import { type FeatureRef, sameFeature } from "../api/items";
import type { Language } from "../text/language";
import type { Filter } from "./filter";

export interface Camera {
  longitude: number;
  latitude: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

/** What was measured: its corners in degrees, longitude first. */
export interface Measured {
  what: "length" | "area";
  corners: readonly Position[];
}

/** All that a link restores. */
export interface View {
  /** Null: the whole ward. */
  camera: Camera | null;
  /** Ids of the layers that are on; null: as the catalogue says for a first visit. */
  on: readonly string[] | null;
  /** Ids of layers that were arranged by hand, the uppermost first; null: as the catalogue says. */
  order: readonly string[] | null;
  /** Opacity by layer id, 0 to 1; missing: 1. */
  opacity: Readonly<Record<string, number>>;
  /** Places in its legend of the classes that are hidden, by layer id. */
  hidden: Readonly<Record<string, readonly number[]>>;
  /** What of a layer is shown, by its id. */
  filters: Readonly<Record<string, Filter>>;
  open: FeatureRef | null;
  selected: readonly FeatureRef[];
  /** The layer whose table is open, or `SELECTED`. */
  list: string | null;
  measured: Measured | null;
  /** A place that was gone to by its coordinates: longitude, latitude. */
  spot: Position | null;
  /** Day (ISO) of which the city is shown, as it was on record at its end; null: now. */
  day: string | null;
  /** Day (ISO) that is shown on the right of the swipe; null: there is none. */
  beside: string | null;
  /** What stands beside the map. */
  side: Side;
  /** Key of what is looked at of the programme: a task, an indicator, a model, an agency. */
  subject: string | null;
  /** Day (ISO) since which what moved is told apart. */
  since: string | null;
  /** Which report is asked about, and which answer of it is looked at. */
  report: string | null;
  result: string | null;
  solid: boolean;
  language: Language;
}

export const SIDES = ["dashboard", "layers", "programme", "reports", "whatif"] as const;
export type Side = (typeof SIDES)[number];

/** The table of what is selected; no layer is called so. */
export const SELECTED = "*";
export const MOST_SELECTED = 500;

export type ViewAction =
  | { type: "restored"; view: View }
  | { type: "moved"; camera: Camera }
  | { type: "switched"; layers: readonly string[]; to: boolean; catalogue: Catalogue }
  | { type: "layers reset" }
  | { type: "arranged"; order: readonly string[] }
  | { type: "faded"; layer: string; opacity: number }
  | { type: "class switched"; layer: string; place: number }
  | { type: "filtered"; layer: string; filter: Filter | null }
  | { type: "opened"; feature: FeatureRef; catalogue: Catalogue }
  | { type: "closed" }
  | { type: "selected"; features: readonly FeatureRef[]; how: "toggle" | "add" | "only" }
  | { type: "listed"; list: string | null }
  | { type: "measured"; measured: Measured | null }
  | { type: "spotted"; spot: Position | null }
  | { type: "day chosen"; day: string | null }
  | { type: "beside chosen"; beside: string | null }
  | { type: "turned"; side: Side }
  | { type: "subject chosen"; subject: string }
  | { type: "subject left" }
  | { type: "since chosen"; since: string | null }
  | { type: "report chosen"; report: string | null; result?: string | null }
  | { type: "looked"; solid: boolean }
  | { type: "spoken"; language: Language };

export const FIRST_VIEW: View = {
  camera: null,
  on: null,
  order: null,
  opacity: {},
  hidden: {},
  filters: {},
  open: null,
  selected: [],
  list: null,
  measured: null,
  spot: null,
  day: null,
  beside: null,
  side: "layers",
  subject: null,
  since: null,
  report: null,
  result: null,
  solid: false,
  language: "vi",
};

export function layersOn(view: View, catalogue: Catalogue): readonly string[] {
  return (
    view.on ?? catalogue.layers.filter((layer) => layer.visible || layer.base_map).map((layer) => layer.id)
  );
}

/** A record without one of its keys. */
function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

function switchLayers(view: View, layers: readonly string[], to: boolean, catalogue: Catalogue): View {
  const on = layersOn(view, catalogue);
  const changed = layers.filter((id) => on.includes(id) !== to);
  if (changed.length === 0) return view;
  return { ...view, on: to ? [...on, ...changed] : on.filter((id) => !changed.includes(id)) };
}

function switchClass(view: View, layer: string, place: number): View {
  const hidden = view.hidden[layer] ?? [];
  const next = hidden.includes(place) ? hidden.filter((other) => other !== place) : [...hidden, place];
  const rest = without(view.hidden, layer);
  return { ...view, hidden: next.length ? { ...rest, [layer]: next.sort((a, b) => a - b) } : rest };
}

function fade(view: View, layer: string, opacity: number): View {
  const rest = without(view.opacity, layer);
  return { ...view, opacity: opacity < 1 ? { ...rest, [layer]: opacity } : rest };
}

function filterLayer(view: View, layer: string, filter: Filter | null): View {
  const rest = without(view.filters, layer);
  return { ...view, filters: filter?.terms.length ? { ...rest, [layer]: filter } : rest };
}

/** A subject of the programme draws its own places, so that leaving it finds the layers as they were. */
function openFeature(view: View, feature: FeatureRef, catalogue: Catalogue): View {
  if (sameFeature(view.open, feature)) return view;
  const seen = view.subject === null ? switchLayers(view, [feature.layer], true, catalogue) : view;
  return { ...seen, open: feature };
}

/** Selecting one that is selected takes it out; whoever selects the first sees the list of them. */
function select(view: View, features: readonly FeatureRef[], how: "toggle" | "add" | "only"): View {
  const known = how === "only" ? [] : view.selected;
  const fresh = features.filter((feature) => !known.some((other) => sameFeature(other, feature)));
  const stay =
    how === "toggle"
      ? known.filter((other) => !features.some((feature) => sameFeature(other, feature)))
      : known;
  const selected = [...stay, ...fresh].slice(0, MOST_SELECTED);
  const closed = view.list === SELECTED ? null : view.list;
  const list = selected.length === 0 ? closed : (view.list ?? SELECTED);
  return { ...view, selected, list };
}

export function changeView(view: View, action: ViewAction): View {
  switch (action.type) {
    case "restored":
      return action.view;
    case "moved":
      return { ...view, camera: action.camera };
    case "switched":
      return switchLayers(view, action.layers, action.to, action.catalogue);
    case "layers reset":
      return { ...view, on: null, order: null, opacity: {}, hidden: {}, filters: {} };
    case "arranged":
      return { ...view, order: action.order };
    case "faded":
      return fade(view, action.layer, action.opacity);
    case "class switched":
      return switchClass(view, action.layer, action.place);
    case "filtered":
      return filterLayer(view, action.layer, action.filter);
    case "opened":
      return openFeature(view, action.feature, action.catalogue);
    case "closed":
      return view.open ? { ...view, open: null } : view;
    case "selected":
      return select(view, action.features, action.how);
    case "listed":
      return { ...view, list: action.list };
    case "measured":
      return { ...view, measured: action.measured };
    case "spotted":
      return { ...view, spot: action.spot };
    case "day chosen":
      return { ...view, day: action.day };
    case "beside chosen":
      return { ...view, beside: action.beside };
    case "turned":
      return { ...view, side: action.side };
    case "subject chosen":
      return { ...view, subject: action.subject, side: "programme", open: null };
    case "subject left":
      return { ...view, subject: null, since: null, open: null };
    case "since chosen":
      return { ...view, since: action.since };
    case "report chosen":
      return { ...view, report: action.report, result: action.result ?? null, open: null };
    case "looked":
      return { ...view, solid: action.solid };
    case "spoken":
      return { ...view, language: action.language };
  }
}
