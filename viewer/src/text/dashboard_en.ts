import type { dashboardVi } from "./dashboard_vi";

export const dashboardEn: Record<keyof typeof dashboardVi, string> = {
  dashboard: "Dashboard",
  openDashboard: "Open the ward's dashboard",
  closeDashboard: "Close the ward's dashboard",
  loadingDashboard: "Loading the dashboard…",
  dashboardFailed: "The dashboard could not be loaded. The server does not answer.",
  attentionToday: "Needs attention today",
  nothingToAttend: "Nothing.",
  unknownToo: "{count} unknown",
  moreOnMap: "and {count} more",
  forecastRain: "Forecast rain (mm/h)",
  sinceAYear: "{change} since {day}",
  noChange: "no change since {day}",
  recordedAt: "Recorded {moment}",
  trendOf: "{title}: {first} on {from}, {last} on {to}",
  trendUnknown: "{title}: nothing known over time",
  showOnMap: "Show on the map",
  indicatorsOfProgramme: "Indicators of the programme",
  countsOfLayers: "Numbers from the map",
};
