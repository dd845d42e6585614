import { Button, Loader, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Feature } from "geojson";
import type { Catalogue } from "../../api/catalogue";
import type { FeatureRef } from "../../api/items";
import { NEAR_METRES, type Neighbour, nearbyQuery, subjectsQuery } from "../../api/nearby";
import { dashboardQuery, programmeQuery } from "../../api/programme";
import { useView } from "../../app/use_view";
import { layersOn } from "../../app/view";
import { lengthInWords } from "../../geodesy/words";
import { useSpeech } from "../../text/speech";
import { LayerSymbol } from "../LegendSymbol";
import styles from "./Feature.module.css";

interface AroundProps {
  catalogue: Catalogue;
  open: FeatureRef;
  feature: Feature;
  onOpen: (feature: FeatureRef) => void;
}

/** What concerns the feature: tasks, indicators and models that name it, and what lies near. */
export function Around(props: AroundProps) {
  return (
    <div className={styles.around}>
      <Subjects open={props.open} />
      <Near {...props} />
    </div>
  );
}

function Subjects({ open }: { open: FeatureRef }) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const programme = useQuery(programmeQuery);
  const dashboard = useQuery(dashboardQuery);
  const subjects = useQuery(subjectsQuery(open, programme.data?.places));
  const digest = dashboard.data?.digest;
  const known = [...(digest?.tasks ?? []), ...(digest?.indicators ?? []), ...(digest?.models ?? [])];
  return (
    <section>
      <Title order={3}>{say("inProgramme")}</Title>
      {subjects.data?.length === 0 && (
        <Text size="xs" c="dimmed">
          {say("notInProgramme")}
        </Text>
      )}
      {(subjects.isError || programme.isError) && (
        <Text size="xs" c="red" role="alert">
          {say("programmeFailed")}
        </Text>
      )}
      <ul>
        {subjects.data?.map((subject) => (
          <li key={subject}>
            <button type="button" onClick={() => dispatch({ type: "subject chosen", subject })}>
              <b>{subject}</b> <span>{known.find((one) => one.key === subject)?.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Near({ catalogue, open, feature, onOpen }: AroundProps) {
  const { say, number } = useSpeech();
  const [view] = useView();
  const on = layersOn(view, catalogue);
  const layers = catalogue.layers
    .filter((layer) => on.includes(layer.id) && !layer.base_map && !layer.derived)
    .map((layer) => layer.id);
  const near = useQuery(nearbyQuery(open, feature, layers));
  return (
    <section>
      <Title order={3}>{say("near", { metres: number(NEAR_METRES) })}</Title>
      {near.isPending && <Loader size="xs" />}
      {near.isError && (
        <Text size="xs" c="red" role="alert">
          {say("featureFailed")}{" "}
          <Button size="compact-xs" variant="default" onClick={() => void near.refetch()}>
            {say("retryNow")}
          </Button>
        </Text>
      )}
      {near.isSuccess && !near.data?.length && (
        <Text size="xs" c="dimmed">
          {say(near.data ? "nothingNear" : "tooLargeForNear")}
        </Text>
      )}
      <ul>
        {near.data?.map((neighbour) => (
          <NearRow
            key={`${neighbour.ref.layer}.${neighbour.ref.id}`}
            catalogue={catalogue}
            neighbour={neighbour}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </section>
  );
}

interface NearRowProps {
  catalogue: Catalogue;
  neighbour: Neighbour;
  onOpen: (feature: FeatureRef) => void;
}

function NearRow({ catalogue, neighbour, onOpen }: NearRowProps) {
  const speech = useSpeech();
  const { say, read } = speech;
  const { ref, feature, metres } = neighbour;
  const layer = catalogue.layers.find((known) => known.id === ref.layer);
  if (!layer) return null;
  const title = layer.title_field ? feature.properties?.[layer.title_field] : null;
  return (
    <li>
      <button type="button" onClick={() => onOpen(ref)}>
        <LayerSymbol legend={layer.legend} />
        <span>{title ? String(title) : say("featureOf", { layer: read(layer.title), id: ref.id })}</span>
        <small>{lengthInWords(Math.round(metres), speech)}</small>
      </button>
    </li>
  );
}
