import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Layer } from "../../api/catalogue";
import { fetchFeatures } from "../../api/listing";
import { TargetIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { boundsOf } from "../../map/camera";
import { useSpeech } from "../../text/speech";
import styles from "./Dock.module.css";
import { DownloadMenu } from "./TableTools";

interface SelectedToolsProps {
  layer: Layer | undefined;
  ids: readonly string[];
  asked: URLSearchParams;
  onFly: (box: [number, number, number, number]) => void;
}

/** The box round the shapes of features; null where none has a shape. */
async function boxOf(
  layer: string,
  ids: readonly string[],
): Promise<[number, number, number, number] | null> {
  const geometries = (await fetchFeatures(layer, ids)).map((feature) => feature.geometry).filter(Boolean);
  return boundsOf({ type: "GeometryCollection", geometries });
}

export function SelectedTools({ layer, ids, asked, onFly }: SelectedToolsProps) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const flight = useMutation({
    mutationFn: () => boxOf(layer?.id ?? "", ids),
    onSuccess: (box) => box && onFly(box),
  });
  return (
    <div className={styles.tools}>
      {flight.isError && (
        <span role="alert" className={styles.trouble}>
          {say("featureFailed")}
        </span>
      )}
      {layer && (
        <>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<TargetIcon size={14} />}
            loading={flight.isPending}
            onClick={() => flight.mutate()}
          >
            {say("zoomToSelected")}
          </Button>
          <DownloadMenu layer={layer} asked={asked} />
        </>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => dispatch({ type: "selected", features: [], how: "only" })}
      >
        {say("clearSelection")}
      </Button>
    </div>
  );
}
