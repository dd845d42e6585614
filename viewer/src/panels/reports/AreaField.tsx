import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";
import { type FieldProps, Legend, SchemaForm } from "./SchemaForm";
import { type Faults, type FormField, isEmpty, type Values } from "./schema";

type Way = "whole" | "picked" | "drawn";

const isPicked = (field: FormField) => field.picks !== null;
const isDrawn = (field: FormField) => field.kind === "shape";

function wayOf(fields: readonly FormField[], values: Values): Way {
  const given = fields.filter(({ name }) => !isEmpty(values[name]));
  if (given.some(isDrawn)) return "drawn";
  return given.some(isPicked) ? "picked" : "whole";
}

/** The area that is asked about: all of it, parts that are picked, or a shape that is drawn; never two of them. */
export function AreaField(props: FieldProps & { faults: Faults }) {
  const { field, value, faults, catalogue, onChange } = props;
  const { say } = useSpeech();
  const values = (value ?? {}) as Values;
  const [way, setWay] = useState(() => wayOf(field.fields, values));
  const turn = (next: Way) => {
    setWay(next);
    const kept = field.fields.filter((one) =>
      isPicked(one) ? next === "picked" : isDrawn(one) ? next === "drawn" : next !== "whole",
    );
    onChange(Object.fromEntries(kept.map(({ name }) => [name, values[name]])));
  };
  const shown = field.fields.filter((one) =>
    isPicked(one) ? way === "picked" : isDrawn(one) ? way === "drawn" : way !== "whole",
  );
  return (
    <fieldset className={styles.bare}>
      <Legend field={field} />
      <SegmentedControl
        size="xs"
        fullWidth
        value={way}
        onChange={(next) => turn(next as Way)}
        data={[
          { value: "whole", label: say("wholeArea") },
          { value: "picked", label: say("chooseByGroup") },
          { value: "drawn", label: say("drawArea") },
        ]}
      />
      {shown.length > 0 && (
        <div className={styles.under}>
          <SchemaForm
            fields={shown}
            values={values}
            faults={faults}
            catalogue={catalogue}
            onChange={(name, one) => onChange({ ...values, [name]: one })}
          />
        </div>
      )}
    </fieldset>
  );
}
