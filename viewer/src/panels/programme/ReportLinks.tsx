import type { LinkEntry } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import styles from "./ProgrammePanel.module.css";

/** The programme's report as files, in the forms that the API offers. */
export function ReportLinks({ links }: { links: readonly LinkEntry[] }) {
  const { say } = useSpeech();
  const reports = links.filter((link) => link.rel === "report");
  if (reports.length === 0) return null;
  return (
    <nav className={styles.reports} aria-label={say("reports")}>
      {reports.map((link) => (
        <a key={link.href} href={link.href} type={link.type} download title={link.title}>
          {link.form}
        </a>
      ))}
    </nav>
  );
}
