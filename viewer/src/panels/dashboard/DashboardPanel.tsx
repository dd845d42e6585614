import { Alert, Button, CloseButton, NumberInput, Skeleton, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Catalogue } from "../../api/catalogue";
import { type Attention, boardQuery, type Concern, type LayerNumber } from "../../api/dashboard";
import { Refusal } from "../../api/fetching";
import type { FeatureRef } from "../../api/items";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import type { Box } from "../programme/ProgrammePanel";
import { AttentionCard } from "./AttentionCard";
import styles from "./DashboardPanel.module.css";
import { FigureCard } from "./FigureCard";
import { IndicatorRow } from "./IndicatorRow";

const MOST_RAIN = 500;
const TYPING_MS = 400;

/** What a number counts, or what calls for attention: of one layer, by its fields. */
type Counted = LayerNumber | Attention;

interface DashboardPanelProps {
  catalogue: Catalogue;
  /** Open a feature of the city and go there. */
  onShow: (feature: FeatureRef, box: Box | null) => void;
  /** Called when the reader wants to see the map: on a phone the panel lies over it. */
  onChosen: () => void;
  /** Where the panel lies over the map. */
  onClose?: () => void;
}

/** What the ward is steered by: what needs attention today, and four sections of numbers with their course. */
export function DashboardPanel({ catalogue, onShow, onChosen, onClose }: DashboardPanelProps) {
  const { say, read, date } = useSpeech();
  const [, dispatch] = useView();
  const [rain, setRain] = useState<number | null>(null);
  const [asked] = useDebouncedValue(rain, TYPING_MS);
  const board = useQuery(boardQuery(asked));
  const showLayer = ({ layer, conditions }: Counted) => {
    if (!layer) return;
    dispatch({ type: "switched", layers: [layer], to: true, catalogue });
    const terms = conditions.map(({ name, kind, test, values }) => ({ name, kind, test, values }));
    dispatch({ type: "filtered", layer, filter: terms.length ? { any: false, terms } : null });
    onChosen();
  };
  const chooseSubject = (subject: string) => {
    dispatch({ type: "turned", side: "programme" });
    dispatch({ type: "subject chosen", subject });
  };
  const follow = ({ key, layer, feature_id, bbox }: Concern) => {
    if (key) chooseSubject(key);
    else if (layer && feature_id !== null) onShow({ layer, id: String(feature_id) }, bbox as Box | null);
  };
  return (
    <section className={styles.panel} aria-label={say("dashboard")}>
      <div className={styles.head}>
        <div>
          <Title order={2} size="sm">
            {say("dashboard")}
          </Title>
          <Text size="xs" c="dimmed">
            {board.data && say("programmeAsOf", { day: date(board.data.as_of) })}
          </Text>
        </div>
        <NumberInput
          className={styles.rain ?? ""}
          size="xs"
          label={say("forecastRain")}
          min={0}
          max={MOST_RAIN}
          clampBehavior="strict"
          value={rain ?? board.data?.rain_mm_h ?? ""}
          onChange={(value) => setRain(typeof value === "number" ? value : null)}
        />
        {onClose && <CloseButton aria-label={say("closeDashboard")} onClick={onClose} />}
      </div>
      {!board.data &&
        (board.error ? <Trouble error={board.error} onRetry={() => void board.refetch()} /> : <Waiting />)}
      {board.data && (
        <div className={styles.scroll}>
          <h3 className={styles.heading}>{say("attentionToday")}</h3>
          <ul className={styles.cards}>
            {board.data.attention.map((told) => (
              <AttentionCard
                key={`${told.kind}.${told.layer}`}
                told={told}
                onConcern={follow}
                onMap={showLayer}
              />
            ))}
          </ul>
          {board.data.sections.map((section) => (
            <section key={section.id} aria-label={read(section.title)} data-section={section.id}>
              <h3 className={styles.heading}>{read(section.title)}</h3>
              <ul className={styles.cards} aria-label={say("countsOfLayers")}>
                {section.figures.map((figure) => (
                  <FigureCard key={figure.id} figure={figure} onMap={showLayer} />
                ))}
              </ul>
              <ul className={styles.rows} aria-label={say("indicatorsOfProgramme")}>
                {section.indicators.map((told) => (
                  <IndicatorRow key={told.indicator.key} told={told} onChoose={chooseSubject} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}

function Waiting() {
  const { say } = useSpeech();
  return (
    <div className={styles.waiting} role="status" aria-label={say("loadingDashboard")}>
      {[72, 90, 64, 84, 70, 92].map((width) => (
        <Skeleton key={width} height={48} width={`${width}%`} />
      ))}
    </div>
  );
}

function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <Alert color="red" variant="light" m="md" role="alert">
      <Text size="sm" mb="xs">
        {sentence ? read(sentence) : say("dashboardFailed")}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </Alert>
  );
}
