import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { BBox } from "geojson";
import type { Map as MapLibreMap } from "maplibre-gl";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { type Catalogue, catalogueQuery } from "../api/catalogue";
import { type Connection, type Redrawn, useLiveCity } from "../api/events";
import { type FeatureRef, itemQuery } from "../api/items";
import type { Hit } from "../api/search";
import { Header } from "../app/Header";
import { CityUnreachable, ConnectionBanner, LoadingCity } from "../app/Notices";
import { useView } from "../app/use_view";
import { CityMap } from "../map/CityMap";
import { boundsOf, flyTo } from "../map/camera";
import { arrange } from "../map/order";
import { useSpotlight } from "../map/use_spotlight";
import { useListing } from "../panels/programme/use_listing";
import { SearchBox } from "../panels/SearchBox";
import { useSpeech } from "../text/speech";
import { TOOLS, type ToolName } from "../tools/tools";
import styles from "./MapPage.module.css";
import { OverMap } from "./OverMap";
import { SidePanel } from "./SidePanel";
import { usePicking } from "./use_picking";
import { useSide } from "./use_side";
import { useSubjectFlight } from "./use_subject_flight";

/** Fetched when somebody opens a table. */
const Dock = lazy(() => import("../panels/table/Dock").then(({ Dock }) => ({ default: Dock })));

export function MapPage() {
  const [view] = useView();
  const city = useQuery(catalogueQuery);
  const live = useLiveCity();
  const arranged = useMemo(() => city.data && arrange(city.data, view.order), [city.data, view.order]);
  if (arranged) return <CityPage catalogue={arranged} {...live} />;
  if (city.error) return <CityUnreachable error={city.error} onRetry={() => void city.refetch()} />;
  return <LoadingCity />;
}

interface CityPageProps {
  catalogue: Catalogue;
  connection: Connection;
  redrawn: Redrawn;
}

function CityPage({ catalogue, connection, redrawn }: CityPageProps) {
  const { read } = useSpeech();
  const [view] = useView();
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [tool, setTool] = useState<ToolName | null>(null);
  const picking = usePicking(catalogue);
  const side = useSide();
  const listing = useListing();
  const spotlight = useSpotlight(view);
  useSubjectFlight(map, view);
  const fly = useCallback((box: BBox) => map && flyTo(map, box), [map]);
  const flyToFeature = useFlight(fly, catalogue);
  const busy = tool !== null && TOOLS[tool].takesPointer === true;
  const { pick, select, open } = picking;
  const picks = useMemo(
    () => ({ onPick: pick, onSelect: select, busy, selecting: tool === "select" }),
    [pick, select, busy, tool],
  );
  const choose = (hit: Hit) => {
    open({ layer: hit.properties.layer, id: String(hit.properties.feature_id) }, true);
    const [x = 0, y = 0] = hit.geometry.coordinates;
    fly(hit.bbox ?? [x, y, x, y]);
  };
  const show = (feature: FeatureRef, box: BBox | null) => {
    open(feature, false);
    if (box) fly(box);
    if (side.narrow) side.close();
  };
  const showRow = (feature: FeatureRef) => {
    open(feature, false);
    flyToFeature(feature);
  };
  return (
    <div className={styles.page}>
      <Header title={read(catalogue.title)} connection={connection}>
        <SearchBox catalogue={catalogue} onChoose={choose} />
      </Header>
      {connection === "lost" && <ConnectionBanner />}
      <main className={styles.body}>
        <SidePanel
          catalogue={catalogue}
          side={view.side}
          opened={side.shown !== null}
          narrow={side.narrow}
          zoom={view.camera?.zoom ?? map?.getZoom() ?? 0}
          listing={listing}
          onZoomTo={(wanted) => map?.easeTo({ zoom: wanted + 0.1 })}
          onShow={show}
          onClose={side.close}
        />
        <div className={styles.centre}>
          <CityMap {...{ catalogue, connection, redrawn, spotlight, picks }} onReady={setMap}>
            <OverMap {...{ map, catalogue, picking, side, tool }} onTool={setTool} />
          </CityMap>
          {view.list && (
            <Suspense>
              <Dock catalogue={catalogue} onShow={showRow} onFly={fly} />
            </Suspense>
          )}
        </div>
      </main>
    </div>
  );
}

/** The way to a feature of which nothing but the id is known. */
function useFlight(fly: (box: BBox) => void, catalogue: Catalogue): (feature: FeatureRef) => void {
  const client = useQueryClient();
  return async (ref) => {
    const feature = await client
      .fetchQuery({ ...itemQuery(ref, catalogue.layers), retry: 1 })
      .catch(() => null);
    const box = feature?.geometry ? boundsOf(feature.geometry) : null;
    if (box) fly(box);
  };
}
