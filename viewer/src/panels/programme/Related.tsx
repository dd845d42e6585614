import type { Dashboard } from "../../api/programme";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { findSubject } from "./choosing";
import { Section } from "./Section";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";

/** Other subjects, each of which can be looked at next. */
export function Related({
  keys,
  dashboard,
  title,
}: {
  keys: readonly string[];
  dashboard: Dashboard;
  title?: string;
}) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const known = keys.flatMap((key) => {
    const subject = findSubject(dashboard, key);
    return subject ? [subject] : [];
  });
  if (known.length === 0) return null;
  return (
    <Section title={title ?? say("related")}>
      <ul className={blocks.related}>
        {known.map((entry) => (
          <li key={entry.key}>
            <button type="button" onClick={() => dispatch({ type: "subject chosen", subject: entry.key })}>
              <span className={signs.key}>{entry.key}</span> {entry.name}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
