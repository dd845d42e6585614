import { Button, MultiSelect, TagsInput, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Feature } from "geojson";
import { useEffect, useRef } from "react";
import type { Catalogue, Layer } from "../../api/catalogue";
import { itemQuery } from "../../api/items";
import { everyQuery, isListable } from "../../api/picking";
import { TargetIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { leaveSketch, sketch, startSketch } from "../../map/sketch";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";
import type { FieldProps } from "./SchemaForm";

const ID = "id";

function keyOf(feature: Feature, by: string): string | null {
  const key = by === ID ? feature.id : feature.properties?.[by];
  return key === undefined || key === null ? null : String(key);
}

/** Names of features by what they are called by in the input. */
function namesOf(
  features: readonly Feature[],
  by: string,
  title: string | null,
): { value: string; label: string }[] {
  const named = features.flatMap((feature) => {
    const value = keyOf(feature, by);
    const name = title ? feature.properties?.[title] : null;
    return value === null ? [] : [{ value, label: name ? `${String(name)} (${value})` : value }];
  });
  return [...new Map(named.map((one) => [one.value, one])).values()].sort((a, b) =>
    a.value.localeCompare(b.value, undefined, { numeric: true }),
  );
}

/** Features of a layer, chosen by name where there are not too many, and always on the map. */
export function PickField({ field, value, trouble, catalogue, onChange }: FieldProps) {
  const { read, say } = useSpeech();
  const { layer: id = "", by = ID } = field.picks ?? {};
  const layer = catalogue.layers.find((known) => known.id === id);
  const listed = useQuery(everyQuery(id, isListable(layer)));
  const values = (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]).map(
    String,
  );
  const one = field.kind !== "list";
  const change = (next: readonly string[]) => onChange(one ? (next.at(-1) ?? null) : next);
  const picking = usePicking(catalogue, layer, by, values, change);
  const shared = {
    label: read(field.label),
    withAsterisk: field.required,
    error: trouble,
    size: "sm" as const,
    value: values,
    onChange: change,
    clearable: true,
  };
  return (
    <div className={styles.stack}>
      {listed.data ? (
        <MultiSelect
          {...shared}
          searchable
          placeholder={values.length ? "" : say("nothingPicked")}
          data={namesOf(listed.data, by, layer?.title_field ?? null)}
          maxDropdownHeight={260}
        />
      ) : (
        <TagsInput {...shared} placeholder={values.length ? "" : say("nothingPicked")} />
      )}
      {layer && (
        <div className={styles.inline}>
          <Button
            size="compact-sm"
            variant={picking.busy ? "filled" : "default"}
            leftSection={<TargetIcon size={14} />}
            onClick={picking.toggle}
          >
            {say(picking.busy ? "pickDone" : "pickOnMap")}
          </Button>
          {picking.busy && (
            <Text size="xs" c="dimmed" role="status">
              {say("picking")}
            </Text>
          )}
        </div>
      )}
    </div>
  );
}

/** Pointing at features on the map: each click takes one in, or out again. */
function usePicking(
  catalogue: Catalogue,
  layer: Layer | undefined,
  by: string,
  values: readonly string[],
  change: (next: readonly string[]) => void,
): { busy: boolean; toggle: () => void } {
  const client = useQueryClient();
  const { wanted } = sketch.use();
  const busy = wanted?.do === "point" && wanted.layer === layer?.id;
  const [, dispatch] = useView();
  const toggleKey = (key: string) =>
    change(values.includes(key) ? values.filter((other) => other !== key) : [...values, key]);
  const chosen = async (id: string) => {
    if (!layer) return;
    if (by === ID) return toggleKey(id);
    const key = keyOf(await client.fetchQuery(itemQuery({ layer: layer.id, id }, [layer])), by);
    if (key !== null) toggleKey(key);
  };
  // What is chosen next knows what was chosen before.
  const latest = useRef(chosen);
  useEffect(() => {
    latest.current = chosen;
  });
  useEffect(() => () => leaveSketch(), []);
  const toggle = () => {
    if (busy || !layer) return leaveSketch();
    dispatch({ type: "switched", layers: [layer.id], to: true, catalogue });
    startSketch({ do: "point", layer: layer.id, chosen: (id) => void latest.current(id) });
  };
  return { busy, toggle };
}
