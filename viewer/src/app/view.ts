import type { Catalogue } from "../api/catalogue";
import { type FeatureRef, sameFeature } from "../api/items";
import type { Language } from "../text/language";

export interface Camera {
  longitude: number;
  latitude: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

/** All that a link restores. */
export interface View {
  /** Null: the whole ward. */
  camera: Camera | null;
  /** Ids of the layers that are on; null: as the catalogue says for a first visit. */
  on: readonly string[] | null;
  /** Opacity by layer id, 0 to 1; missing: 1. */
  opacity: Readonly<Record<string, number>>;
  /** Places in its legend of the classes that are hidden, by layer id. */
  hidden: Readonly<Record<string, readonly number[]>>;
  open: FeatureRef | null;
  /** What stands beside the map. */
  side: Side;
  /** Key of what is looked at of the programme: a task, an indicator, a model, an agency. */
  subject: string | null;
  /** Day (ISO) since which what moved is told apart. */
  since: string | null;
  solid: boolean;
  language: Language;
}

export const SIDES = ["layers", "programme"] as const;
export type Side = (typeof SIDES)[number];

export type ViewAction =
  | { type: "restored"; view: View }
  | { type: "moved"; camera: Camera }
  | { type: "switched"; layer: string; to: boolean; catalogue: Catalogue }
  | { type: "layers reset" }
  | { type: "faded"; layer: string; opacity: number }
  | { type: "class switched"; layer: string; place: number }
  | { type: "opened"; feature: FeatureRef; catalogue: Catalogue }
  | { type: "closed" }
  | { type: "turned"; side: Side }
  | { type: "subject chosen"; subject: string }
  | { type: "subject left" }
  | { type: "since chosen"; since: string | null }
  | { type: "looked"; solid: boolean }
  | { type: "spoken"; language: Language };

export const FIRST_VIEW: View = {
  camera: null,
  on: null,
  opacity: {},
  hidden: {},
  open: null,
  side: "layers",
  subject: null,
  since: null,
  solid: false,
  language: "vi",
};

export function layersOn(view: View, catalogue: Catalogue): readonly string[] {
  return (
    view.on ?? catalogue.layers.filter((layer) => layer.visible || layer.base_map).map((layer) => layer.id)
  );
}

function switchLayer(view: View, layer: string, to: boolean, catalogue: Catalogue): View {
  const on = layersOn(view, catalogue);
  if (on.includes(layer) === to) return view;
  return { ...view, on: to ? [...on, layer] : on.filter((id) => id !== layer) };
}

function switchClass(view: View, layer: string, place: number): View {
  const hidden = view.hidden[layer] ?? [];
  const next = hidden.includes(place) ? hidden.filter((other) => other !== place) : [...hidden, place];
  const { [layer]: _before, ...rest } = view.hidden;
  return { ...view, hidden: next.length ? { ...rest, [layer]: next.sort((a, b) => a - b) } : rest };
}

function fade(view: View, layer: string, opacity: number): View {
  const { [layer]: _before, ...rest } = view.opacity;
  return { ...view, opacity: opacity < 1 ? { ...rest, [layer]: opacity } : rest };
}

/** A subject of the programme draws its own places, so that leaving it finds the layers as they were. */
function openFeature(view: View, feature: FeatureRef, catalogue: Catalogue): View {
  if (sameFeature(view.open, feature)) return view;
  const seen = view.subject === null ? switchLayer(view, feature.layer, true, catalogue) : view;
  return { ...seen, open: feature };
}

export function changeView(view: View, action: ViewAction): View {
  switch (action.type) {
    case "restored":
      return action.view;
    case "moved":
      return { ...view, camera: action.camera };
    case "switched":
      return switchLayer(view, action.layer, action.to, action.catalogue);
    case "layers reset":
      return { ...view, on: null, opacity: {}, hidden: {} };
    case "faded":
      return fade(view, action.layer, action.opacity);
    case "class switched":
      return switchClass(view, action.layer, action.place);
    case "opened":
      return openFeature(view, action.feature, action.catalogue);
    case "closed":
      return view.open ? { ...view, open: null } : view;
    case "turned":
      return { ...view, side: action.side };
    case "subject chosen":
      return { ...view, subject: action.subject, side: "programme", open: null };
    case "subject left":
      return { ...view, subject: null, since: null, open: null };
    case "since chosen":
      return { ...view, since: action.since };
    case "looked":
      return { ...view, solid: action.solid };
    case "spoken":
      return { ...view, language: action.language };
  }
}
