import type { Answer } from "../../api/reports";
import { useSpeech } from "../../text/speech";
import { wordAmount } from "../reports/wording";
import { type Compared, compareFigures } from "./comparing";
import styles from "./WhatIf.module.css";

/** The numbers of two answers of one report, and how far they are apart. */
export function Comparison({ before, after }: { before: Answer; after: Answer }) {
  const { say } = useSpeech();
  return (
    <table className={styles.comparison} data-comparison={after.report}>
      <thead>
        <tr>
          <th scope="col">{say("figures")}</th>
          <th scope="col">{say("before")}</th>
          <th scope="col">{say("after")}</th>
          <th scope="col">{say("difference")}</th>
        </tr>
      </thead>
      <tbody>
        {compareFigures(before, after).map((compared) => (
          <ComparedRow key={compared.figure.id} compared={compared} />
        ))}
      </tbody>
    </table>
  );
}

function ComparedRow({ compared }: { compared: Compared }) {
  const speech = useSpeech();
  const { say, read } = speech;
  const { figure, before, after, difference, way } = compared;
  const told = (value: Compared["before"]) =>
    typeof value === "number" ? wordAmount(value, figure.unit, speech) : (value ?? <i>{say("unknown")}</i>);
  const sign = difference !== null && difference > 0 ? "+" : "";
  return (
    <tr data-figure={figure.id} data-way={way}>
      <th scope="row">{read(figure.label)}</th>
      <td>{told(before)}</td>
      <td>{told(after)}</td>
      <td>
        {difference === null ? (
          <i>{say("unknown")}</i>
        ) : (
          `${sign}${wordAmount(difference, figure.unit, speech)}`
        )}
        {(way === "better" || way === "worse") && <small>{say(way)}</small>}
      </td>
    </tr>
  );
}
