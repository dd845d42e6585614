import type { Answer } from "../../api/reports";
import { useSpeech } from "../../text/speech";
import styles from "./Answer.module.css";
import { Block } from "./AnswerPanel";

/** What the answer cannot know, and of how many things. */
export function Gaps({ answer }: { answer: Answer }) {
  const { say, read, number } = useSpeech();
  return (
    <Block title={say("gapsTitle")}>
      {answer.gaps.length === 0 && <p className={styles.quiet}>{say("noGaps")}</p>}
      <ul className={styles.gaps}>
        {answer.gaps.map(({ what, count }) => (
          <li key={what.vi}>
            {count !== null && <b>{number(count)} </b>}
            {read(what)}
          </li>
        ))}
      </ul>
    </Block>
  );
}

export function Notes({ answer }: { answer: Answer }) {
  const { say, read } = useSpeech();
  if (answer.notes.length === 0) return null;
  return (
    <Block title={say("notesTitle")}>
      {answer.notes.map((note) => (
        <p key={note.vi} className={styles.note}>
          {read(note)}
        </p>
      ))}
    </Block>
  );
}

export function Sources({ answer }: { answer: Answer }) {
  const { say, read, number, date, moment } = useSpeech();
  return (
    <Block title={say("sourcesTitle")}>
      <dl className={styles.sources}>
        {answer.sources.map((origin) => (
          <div key={origin.layer}>
            <dt>{read(origin.title)}</dt>
            <dd>{say("sourceRead", { count: number(origin.read), day: date(origin.changed_at) })}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.quiet}>
        {say("madeBy", {
          moment: moment(answer.made_at),
          by: answer.made_by,
          seconds: number(answer.seconds, 1),
          version: answer.code_version,
        })}
      </p>
    </Block>
  );
}
