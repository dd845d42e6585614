import { useQuery } from "@tanstack/react-query";
import type { BBox } from "geojson";
import type { Map as MapLibreMap } from "maplibre-gl";
import { lazy, Suspense, useCallback, useState } from "react";
import { type Catalogue, catalogueQuery } from "../api/catalogue";
import { type Connection, type Redrawn, useLiveCity } from "../api/events";
import type { FeatureRef } from "../api/items";
import type { Hit } from "../api/search";
import { Header } from "../app/Header";
import { CityUnreachable, ConnectionBanner, LoadingCity } from "../app/Notices";
import { useView } from "../app/use_view";
import { CityMap } from "../map/CityMap";
import { Corner } from "../map/Corner";
import { flyTo } from "../map/camera";
import { MapTools } from "../map/MapTools";
import { useSpotlight } from "../map/use_spotlight";
import { FeaturePanel } from "../panels/FeaturePanel";
import { useListing } from "../panels/programme/use_listing";
import { SearchBox } from "../panels/SearchBox";
import { useSpeech } from "../text/speech";
import styles from "./MapPage.module.css";
import { SidePanel } from "./SidePanel";
import { usePicking } from "./use_picking";
import { useSide } from "./use_side";
import { useSubjectFlight } from "./use_subject_flight";

/** Fetched when somebody looks at the programme. */
const SubjectCard = lazy(() =>
  import("../panels/programme/SubjectCard").then(({ SubjectCard }) => ({ default: SubjectCard })),
);

export function MapPage() {
  const city = useQuery(catalogueQuery);
  const live = useLiveCity();
  if (city.data) return <CityPage catalogue={city.data} {...live} />;
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
  const [view, dispatch] = useView();
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const picking = usePicking(catalogue);
  const side = useSide();
  const listing = useListing();
  const spotlight = useSpotlight(view);
  useSubjectFlight(map, view);
  const fly = useCallback((box: BBox) => map && flyTo(map, box), [map]);
  const choose = (hit: Hit) => {
    picking.open({ layer: hit.properties.layer, id: String(hit.properties.feature_id) }, true);
    const [x = 0, y = 0] = hit.geometry.coordinates;
    fly(hit.bbox ?? [x, y, x, y]);
  };
  const show = (feature: FeatureRef, box: BBox | null) => {
    picking.open(feature, false);
    if (box) fly(box);
    if (side.narrow) side.close();
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
        <SidePanel
          catalogue={catalogue}
          side={view.side}
          opened={side.shown !== null}
          narrow={side.narrow}
          zoom={zoom}
          listing={listing}
          onZoomTo={zoomTo}
          onShow={show}
          onClose={side.close}
        />
        <CityMap
          catalogue={catalogue}
          connection={connection}
          redrawn={redrawn}
          spotlight={spotlight}
          onReady={setMap}
          onPick={picking.pick}
        >
          <MapTools map={map} catalogue={catalogue} shown={side.shown} onSide={side.toggle} />
          <Corner catalogue={catalogue} />
          {view.subject && side.shown !== "programme" && !(side.narrow && view.open) && (
            <Suspense>
              <SubjectCard
                catalogue={catalogue}
                subject={view.subject}
                onDetails={() => side.toggle("programme")}
              />
            </Suspense>
          )}
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
