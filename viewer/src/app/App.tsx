import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { catalogueQuery } from "../api/catalogue";
import { SpeechProvider } from "../text/speech";
import { CrashGuard, LoadingCity } from "./Notices";
import { cssVariables, theme } from "./theme";
import { useAddressedView, ViewContext } from "./use_view";

/** A page and what only it needs are fetched when it opens. */
const MapPage = lazy(() => import("../pages/MapPage").then(({ MapPage }) => ({ default: MapPage })));

/** The catalogue is on its way while the page is still being fetched. */
function openClient(): QueryClient {
  const client = new QueryClient();
  void client.prefetchQuery(catalogueQuery);
  return client;
}

export function App() {
  const [client] = useState(openClient);
  const [view, dispatch] = useAddressedView();
  const addressed = useMemo(() => [view, dispatch] as [typeof view, typeof dispatch], [view, dispatch]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <SpeechProvider language={view.language}>
          <ViewContext value={addressed}>
            <CrashGuard>
              <Suspense fallback={<LoadingCity />}>
                <MapPage />
              </Suspense>
            </CrashGuard>
          </ViewContext>
        </SpeechProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
