import type { Catalogue } from "../api/catalogue";

/** Ids of the layers from the uppermost down. */
export function fromTheTop(catalogue: Catalogue): string[] {
  return catalogue.layers.toSorted((a, b) => b.order - a.order).map((layer) => layer.id);
}

/**
 * The catalogue with its layers in the order that somebody gave them by hand. Layers that are not in `order` keep
 * their places; those that are share the places of each other, so that a link from before a layer was added
 * still says where all others lie.
 */
export function arrange(catalogue: Catalogue, order: readonly string[] | null): Catalogue {
  if (!order) return catalogue;
  const known = fromTheTop(catalogue);
  const wanted = [...new Set(order)].filter((id) => known.includes(id));
  const moved = new Set(wanted);
  const queue = wanted.values();
  const sequence = known.map((id) => (moved.has(id) ? (queue.next().value ?? id) : id));
  const places = new Map(sequence.map((id, at) => [id, sequence.length - at]));
  const layers = catalogue.layers.map((layer) => ({ ...layer, order: places.get(layer.id) ?? layer.order }));
  return { ...catalogue, layers };
}

/** The ids with one of them moved to another place. */
export function moveTo(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((other) => other !== id);
  const at = Math.min(Math.max(place, 0), others.length);
  return [...others.slice(0, at), id, ...others.slice(at)];
}
