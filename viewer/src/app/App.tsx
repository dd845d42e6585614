import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { SpeechProvider } from "../text/speech";
import { CrashGuard, LoadingCity } from "./Notices";
import { cssVariables, theme } from "./theme";
import { useAddressedView, ViewContext } from "./use_view";

/** A page and what only it needs are fetched when it opens. */
const MapPage = lazy(() => import("../pages/MapPage").then(({ MapPage }) => ({ default: MapPage })));

export function App() {
  const [client] = useState(() => new QueryClient());
  const [view, dispatch] = useAddressedView();
  const addressed = useMemo(() => [view, dispatch] as [typeof view, typeof dispatch], [view, dispatch]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light">
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
