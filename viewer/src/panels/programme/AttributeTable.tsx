import type { Field } from "../../api/catalogue";
import type { RecordFeature } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import { attributesOf } from "../wording";
import blocks from "./Subject.module.css";

interface AttributeTableProps {
  fields: readonly Field[];
  records: readonly RecordFeature[];
}

/** Records of one register below one another: a column for each field that one of them fills in. */
export function AttributeTable({ fields, records }: AttributeTableProps) {
  const speech = useSpeech();
  const rows = records.map((record) => ({
    id: record.id,
    // The first field says whose records these are, which is known here.
    cells: attributesOf(fields, record.properties ?? {}, speech).own.slice(1),
  }));
  const filled = (rows[0]?.cells ?? [])
    .map(({ field }, at) => ({ field, at }))
    .filter(({ at }) => rows.some(({ cells }) => cells[at]?.value));
  return (
    <table className={blocks.table}>
      <thead>
        <tr>
          {filled.map(({ field }) => (
            <th key={field.name} scope="col">
              {speech.read(field.label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, cells }) => (
          <tr key={id}>
            {filled.map(({ field, at }) => (
              <td key={field.name}>{cells[at]?.value ?? speech.say("unknown")}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
