import type { Catalogue } from "../api/catalogue";
import { useSpeech } from "../text/speech";
import styles from "./Corner.module.css";

/** What every reader of the map must know: that the data is illustrative, and whose the map is. */
export function Corner({ catalogue }: { catalogue: Catalogue }) {
  const { say, read } = useSpeech();
  const notice = catalogue.notice;
  return (
    <div className={styles.corner}>
      {(catalogue.demonstration || notice) && (
        <p className={styles.notice} role="note">
          {notice ? read(notice) : say("demonstration")}
        </p>
      )}
      <p className={styles.credit}>{say("attribution")}</p>
    </div>
  );
}
