import { Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Overlay, overlayQuery, type PlaceEntry } from "../../api/programme";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { MapKey } from "./MapKey";
import { Loading, Trouble } from "./ProgrammePanel";
import { Section } from "./Section";
import signs from "./Signs.module.css";
import { type Entry, EntryList, StateLists } from "./StateLists";
import blocks from "./Subject.module.css";
import type { SubjectProps } from "./SubjectPanel";

interface OnTheMapProps extends SubjectProps {
  /** Whether its places are listed here; where they are judged one by one they are listed with their reasons. */
  listed?: boolean;
}

/** Where a subject is: how many places are in each state, what moved, and a way to each of them. */
export function OnTheMap({ listed = true, ...props }: OnTheMapProps) {
  const { subject, catalogue, programme, dashboard } = props;
  const { say, number } = useSpeech();
  const [view] = useView();
  const overlay = useQuery(overlayQuery(subject, view.since));
  const { data } = overlay;
  const isNowhere = data?.places.length === 0;
  return (
    <Section
      title={say("onTheMap")}
      aside={data && !isNowhere && say("placesCount", { count: number(data.states.all) })}
    >
      {overlay.isLoading && <Loading />}
      {overlay.error && <Trouble error={overlay.error} onRetry={() => void overlay.refetch()} />}
      {isNowhere && (
        <Text size="sm" c="dimmed">
          {say("notOnTheMap")}
        </Text>
      )}
      {data && !isNowhere && (
        <>
          <MapKey overlay={data} programme={programme} catalogue={catalogue} />
          <Since overlay={data} today={dashboard.digest.as_of} />
          <Places {...props} overlay={data} listed={listed} />
        </>
      )}
    </Section>
  );
}

interface PlacesProps extends SubjectProps {
  overlay: Overlay;
  listed: boolean;
}

/** The places by state, and the works that serve them. */
function Places({ overlay, programme, onShow, listed }: PlacesProps) {
  const { say, number, date } = useSpeech();
  const { area, works } = programme.places;
  const toEntry = ({ layer, feature_id: id, ...place }: PlaceEntry, at: number): Entry => ({
    key: String(at),
    name: place.name,
    state: place.state,
    notes: place.moved_on ? [say("movedOn", { day: date(place.moved_on) })] : [],
    feature: layer && id !== null ? { layer, id: String(id) } : null,
    box: place.bbox,
  });
  const places = overlay.places.filter(({ role }) => role !== works && role !== area).map(toEntry);
  const serving = overlay.places.filter(({ role }) => role === works).map(toEntry);
  const { states } = programme;
  return (
    <>
      {listed && places.length > 0 && (
        <StateLists entries={places} counts={overlay.states} states={states} onShow={onShow} />
      )}
      {serving.length > 0 && (
        <>
          <h5 className={blocks.sectionTitle}>{say("worksCount", { count: number(overlay.works) })}</h5>
          <EntryList entries={serving} states={states} onShow={onShow} />
        </>
      )}
    </>
  );
}

/** The day since which what moved stands out on the map. */
function Since({ overlay, today }: { overlay: Overlay; today: string }) {
  const { say, number } = useSpeech();
  const [view, dispatch] = useView();
  const { moved_count: moved } = overlay;
  return (
    <div className={blocks.since}>
      <TextInput
        type="date"
        size="xs"
        label={say("movedSince")}
        value={view.since ?? ""}
        max={today}
        onChange={(event) => dispatch({ type: "since chosen", since: event.currentTarget.value || null })}
      />
      <span role="status">
        {view.since && moved !== null && (
          <>
            {moved > 0 && <span className={signs.moved} aria-hidden="true" />}
            {moved > 0 ? say("movedCount", { count: number(moved) }) : say("nothingMoved")}
          </>
        )}
      </span>
    </div>
  );
}
