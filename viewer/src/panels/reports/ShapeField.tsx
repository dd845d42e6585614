import { Button } from "@mantine/core";
import type { Geometry } from "geojson";
import { useEffect, useId } from "react";
import type { Shape } from "../../api/reports";
import { leaveSketch, sketch, startSketch } from "../../map/sketch";
import type { Speech } from "../../text/speech";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import styles from "./Reports.module.css";
import { type FieldProps, Legend } from "./SchemaForm";
import { keepShape } from "./shapes";

const DRAW_WORDS: Record<Shape, Word> = { point: "drawPoint", line: "drawLine", area: "drawPolygon" };

export function isGeometry(value: unknown): value is Geometry {
  return typeof value === "object" && value !== null && "type" in value;
}

export function sayShape(shape: Geometry, { say, number }: Speech): string {
  switch (shape.type) {
    case "Point":
      return say("drawnPoint", { count: number(1) });
    case "MultiPoint":
      return say("drawnPoint", { count: number(shape.coordinates.length) });
    case "LineString":
    case "MultiLineString":
      return say("drawnLine");
    default:
      return say("drawnPolygon");
  }
}

/** A shape that is drawn on the map, and stays in sight while its form is open. */
export function ShapeField({ field, value, trouble, onChange }: FieldProps) {
  const speech = useSpeech();
  const { say } = speech;
  const { wanted } = sketch.use();
  const shape = isGeometry(value) ? value : null;
  const place = useId();
  useEffect(() => {
    keepShape(place, shape);
    return () => keepShape(place, null);
  }, [place, shape]);
  useEffect(() => () => leaveSketch(), []);
  return (
    <fieldset className={styles.bare}>
      <Legend field={field} />
      <div className={styles.inline}>
        {field.draws.map((one) => (
          <Button
            key={one}
            size="compact-sm"
            variant={wanted?.do === "draw" && wanted.shape === one ? "filled" : "default"}
            onClick={() => startSketch({ do: "draw", shape: one, done: onChange })}
          >
            {say(DRAW_WORDS[one])}
          </Button>
        ))}
      </div>
      {shape && (
        <div className={styles.drawn}>
          <span>{sayShape(shape, speech)}</span>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
            {say("removeShape")}
          </Button>
        </div>
      )}
      {trouble && (
        <p className={styles.fault} role="alert">
          {trouble}
        </p>
      )}
    </fieldset>
  );
}
