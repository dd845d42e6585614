import type { Catalogue } from "../../api/catalogue";
import type { Overlay, Programme } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import { LegendSymbol } from "../LegendSymbol";
import { countOf, StateDot } from "./Signs";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";

interface MapKeyProps {
  overlay: Overlay;
  programme: Programme;
  catalogue: Catalogue;
  /** Where there is little room the shades stand without their words. */
  compact?: boolean;
}

/** What the colours on the map mean, with how many places have each. */
export function MapKey({ overlay, programme, catalogue, compact = false }: MapKeyProps) {
  const { say, read, number } = useSpeech();
  const groups = catalogue.layers.find((layer) => layer.id === programme.groups.layer);
  return (
    <div className={blocks.mapKey}>
      <ul className={blocks.stateKey}>
        {programme.states.map((state) => (
          <li key={state.value} data-state={state.value}>
            <StateDot state={state} />
            {read(state.label)} <b>{number(countOf(overlay.states, state.value))}</b>
          </li>
        ))}
        {overlay.works > 0 && (
          <li>
            <span className={signs.ring} aria-hidden="true" />
            {say("worksCount", { count: number(overlay.works) })}
          </li>
        )}
      </ul>
      {groups && overlay.groups.length > 0 && (
        <div className={blocks.ramp}>
          <span>{say("groupShading")}</span>
          <ul>
            {groups.legend.map((entry) => (
              <li key={entry.label.vi} title={read(entry.label)}>
                <LegendSymbol entry={entry} />
                <span className={compact ? blocks.spoken : undefined}>{read(entry.label)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
