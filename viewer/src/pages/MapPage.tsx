import { Drawer } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { BBox } from "geojson";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useState } from "react";
import { type Catalogue, catalogueQuery } from "../api/catalogue";
import { type Connection, useLiveCity } from "../api/events";
import type { Hit } from "../api/search";
import { Header } from "../app/Header";
import { CityUnreachable, ConnectionBanner, LoadingCity } from "../app/Notices";
import { useView } from "../app/use_view";
import { CityMap } from "../map/CityMap";
import { Corner } from "../map/Corner";
import { flyTo } from "../map/camera";
import { MapTools } from "../map/MapTools";
import { FeaturePanel } from "../panels/FeaturePanel";
import { LayerPanel } from "../panels/LayerPanel";
import { SearchBox } from "../panels/SearchBox";
import { useSpeech } from "../text/speech";
import styles from "./MapPage.module.css";
import { usePicking } from "./use_picking";

export function MapPage() {
  const city = useQuery(catalogueQuery);
  const connection = useLiveCity();
  if (city.data) return <CityPage catalogue={city.data} connection={connection} />;
  if (city.error) return <CityUnreachable error={city.error} onRetry={() => void city.refetch()} />;
  return <LoadingCity />;
}

const NARROW = "(max-width: 48em)";

function CityPage({ catalogue, connection }: { catalogue: Catalogue; connection: Connection }) {
  const { say, read } = useSpeech();
  const [view, dispatch] = useView();
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const picking = usePicking(catalogue);
  const narrow = useMediaQuery(NARROW);
  const [listed, list] = useDisclosure(true);
  const [sheet, drawer] = useDisclosure(false);
  const fly = useCallback((box: BBox) => map && flyTo(map, box), [map]);
  const choose = (hit: Hit) => {
    picking.open({ layer: hit.properties.layer, id: String(hit.properties.feature_id) }, true);
    const [x = 0, y = 0] = hit.geometry.coordinates;
    fly(hit.bbox ?? [x, y, x, y]);
  };
  const zoom = view.camera?.zoom ?? map?.getZoom() ?? 0;
  const zoomTo = (wanted: number) => map?.easeTo({ zoom: wanted + 0.1 });
  return (
    <div className={styles.page}>
      <Header title={read(catalogue.title)} connection={connection}>
        <SearchBox catalogue={catalogue} onChoose={choose} />
      </Header>
      {connection === "lost" && <ConnectionBanner />}
      <main className={styles.body}>
        {!narrow && listed && (
          <aside className={styles.layers}>
            <LayerPanel catalogue={catalogue} zoom={zoom} onZoomTo={zoomTo} />
          </aside>
        )}
        {narrow && (
          <Drawer.Root opened={sheet} onClose={drawer.close} position="bottom" size="75%">
            <Drawer.Overlay />
            <Drawer.Content aria-label={say("layers")} className={styles.sheet ?? ""}>
              <LayerPanel catalogue={catalogue} zoom={zoom} onZoomTo={zoomTo} onClose={drawer.close} />
            </Drawer.Content>
          </Drawer.Root>
        )}
        <CityMap catalogue={catalogue} connection={connection} onReady={setMap} onPick={picking.pick}>
          <MapTools
            map={map}
            catalogue={catalogue}
            layersShown={narrow ? sheet : listed}
            onLayers={narrow ? drawer.open : list.toggle}
          />
          <Corner catalogue={catalogue} />
          {view.open && (
            <FeaturePanel
              catalogue={catalogue}
              open={view.open}
              here={picking.here}
              onOpen={(feature) => dispatch({ type: "opened", feature, catalogue })}
              onClose={() => {
                dispatch({ type: "closed" });
                map?.getCanvas().focus({ preventScroll: true });
              }}
              onFly={fly}
              headingRef={picking.headingRef}
            />
          )}
        </CityMap>
      </main>
    </div>
  );
}
