import { Button } from "@mantine/core";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";
import { type FieldProps, Legend, SchemaForm, within } from "./SchemaForm";
import { type Faults, firstValues, type Values } from "./schema";

/** Several of the same kind, each with a form of its own. */
export function PartsField({
  field,
  value,
  trouble,
  faults,
  catalogue,
  onChange,
}: FieldProps & { faults: Faults }) {
  const { say, number } = useSpeech();
  const entries = (Array.isArray(value) ? value : []) as readonly Values[];
  const put = (at: number, entry: Values) =>
    onChange(entries.map((one, place) => (place === at ? entry : one)));
  return (
    <fieldset className={styles.bare}>
      <Legend field={field} />
      {entries.map((entry, at) => {
        const name = say("entryNumber", { number: number(at + 1) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is known by its place alone
          <div key={at} className={styles.part}>
            <div className={styles.partHead}>
              <span>{name}</span>
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={say("removeNamed", { name })}
                onClick={() => onChange(entries.filter((_, place) => place !== at))}
              >
                {say("remove")}
              </Button>
            </div>
            <SchemaForm
              fields={field.fields}
              values={entry}
              faults={within(faults, String(at))}
              catalogue={catalogue}
              onChange={(name, one) => put(at, { ...entry, [name]: one })}
            />
          </div>
        );
      })}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onChange([...entries, firstValues(field.fields)])}
      >
        {say("addEntry")}
      </Button>
      {trouble && (
        <p className={styles.fault} role="alert">
          {trouble}
        </p>
      )}
    </fieldset>
  );
}
