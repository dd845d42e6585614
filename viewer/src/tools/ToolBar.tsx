import { ActionIcon, CloseButton, Loader, Title, Tooltip } from "@mantine/core";
import type { Map as MapLibreMap } from "maplibre-gl";
import { Suspense, useEffect, useRef } from "react";
import type { Catalogue } from "../api/catalogue";
import { useSpeech } from "../text/speech";
import styles from "./ToolBar.module.css";
import { TOOL_NAMES, TOOLS, type ToolName } from "./tools";

interface ToolBarProps {
  map: MapLibreMap | null;
  catalogue: Catalogue;
  tool: ToolName | null;
  onTool: (tool: ToolName | null) => void;
}

/** What can be done on the map; the card of the tool that is taken up lies below. */
export function ToolBar({ map, catalogue, tool, onTool }: ToolBarProps) {
  const { say } = useSpeech();
  const bar = useRef<HTMLDivElement>(null);
  const close = () => {
    if (tool) bar.current?.querySelector<HTMLElement>(`[data-tool="${tool}"]`)?.focus();
    onTool(null);
  };
  return (
    <div className={styles.place}>
      <div className={styles.bar} role="toolbar" aria-label={say("tools")} ref={bar}>
        {TOOL_NAMES.map((name) => {
          const { title, Icon } = TOOLS[name];
          return (
            <Tooltip key={name} label={say(title)} position="bottom" disabled={tool === name}>
              <ActionIcon
                variant={tool === name ? "light" : "subtle"}
                color={tool === name ? "lake" : "gray"}
                size={34}
                radius={0}
                data-tool={name}
                aria-label={say(title)}
                aria-expanded={tool === name}
                onClick={() => onTool(tool === name ? null : name)}
              >
                <Icon />
              </ActionIcon>
            </Tooltip>
          );
        })}
      </div>
      {tool && map && <Card key={tool} map={map} catalogue={catalogue} tool={tool} onClose={close} />}
    </div>
  );
}

interface CardProps {
  map: MapLibreMap;
  catalogue: Catalogue;
  tool: ToolName;
  onClose: () => void;
}

function Card({ map, catalogue, tool, onClose }: CardProps) {
  const { say } = useSpeech();
  const { title, Card: Content } = TOOLS[tool];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <section
      className={styles.card}
      aria-label={say(title)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header>
        <Title order={2} size="sm" ref={heading} tabIndex={-1}>
          {say(title)}
        </Title>
        <CloseButton size="sm" aria-label={say("closeTool")} onClick={onClose} />
      </header>
      <div className={styles.content}>
        <Suspense fallback={<Loader size="xs" />}>
          <Content map={map} catalogue={catalogue} onClose={onClose} />
        </Suspense>
      </div>
    </section>
  );
}
