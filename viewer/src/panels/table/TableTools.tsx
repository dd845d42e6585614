import { Button, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Layer } from "../../api/catalogue";
import { countQuery, downloadPath } from "../../api/listing";
import { ChevronIcon } from "../../app/icons";
import { useSpeech } from "../../text/speech";
import styles from "./Dock.module.css";

/** The forms that features are handed out in, under the names by which people know them. */
const FORMS = [
  ["csv", "CSV"],
  ["json", "GeoJSON"],
  ["gpkg", "GeoPackage"],
  ["parquet", "GeoParquet"],
  ["fgb", "FlatGeobuf"],
] as const;

interface TableToolsProps {
  layer: Layer;
  asked: URLSearchParams;
}

/** How many there are, and all of them as a file. */
export function TableTools({ layer, asked }: TableToolsProps) {
  const { say, number } = useSpeech();
  const count = useQuery(countQuery(layer.id, asked));
  return (
    <>
      <Text size="xs" c="dimmed" role="status" className={styles.grow ?? ""}>
        {count.data !== undefined && say("featureCount", { count: number(count.data) })}
      </Text>
      <DownloadMenu layer={layer} asked={asked} />
    </>
  );
}

export function DownloadMenu({ layer, asked }: TableToolsProps) {
  const { say } = useSpeech();
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default" rightSection={<ChevronIcon size={14} />}>
          {say("download")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMS.map(([form, title]) => (
          <Menu.Item
            key={form}
            component="a"
            href={downloadPath(layer.id, asked, form)}
            download={`${layer.id}.${form === "json" ? "geojson" : form}`}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
