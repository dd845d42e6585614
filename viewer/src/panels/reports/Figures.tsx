import type { Answer, Figure, NormTold } from "../../api/reports";
import { useSpeech } from "../../text/speech";
import styles from "./Answer.module.css";
import { wordAmount } from "./wording";

export function Figures({ answer }: { answer: Answer }) {
  const { say } = useSpeech();
  return (
    <section className={styles.figuresBlock} aria-label={say("figures")}>
      <dl className={styles.figures}>
        {answer.figures.map((figure) => (
          <FigureTold key={figure.id} figure={figure} />
        ))}
      </dl>
      <NormList answer={answer} />
    </section>
  );
}

function FigureTold({ figure }: { figure: Figure }) {
  const speech = useSpeech();
  const { say, read } = speech;
  const { value, unit, at_most: most } = figure;
  return (
    <div className={styles.figure} data-figure={figure.id} data-unknown={value === null}>
      <dt>{read(figure.label)}</dt>
      <dd>
        <b>
          {value === null
            ? say("unknown")
            : typeof value === "number"
              ? wordAmount(value, unit, speech)
              : String(value)}
        </b>
        {most !== null && <small>{say("figureAtMost", { value: wordAmount(most, unit, speech) })}</small>}
        {figure.note && <small>{read(figure.note)}</small>}
      </dd>
    </div>
  );
}

/** The norms that the numbers were held to: what they ask, where it is written, and whether anybody checked. */
function NormList({ answer }: { answer: Answer }) {
  const { say } = useSpeech();
  if (answer.norms.length === 0) return null;
  return (
    <details className={styles.norms}>
      <summary>
        {say("inForce")} ({answer.norms.length})
      </summary>
      <ul>
        {answer.norms.map((norm) => (
          <NormLine key={norm.id} norm={norm} />
        ))}
      </ul>
    </details>
  );
}

function NormLine({ norm }: { norm: NormTold }) {
  const { read, number } = useSpeech();
  const values = norm.values.map((value) => (typeof value === "number" ? number(value) : value)).join(" - ");
  return (
    <li>
      {read(norm.title)}: {values} {norm.unit}
      <small>
        {norm.clause} <em>({read(norm.standing)})</em>
      </small>
    </li>
  );
}
