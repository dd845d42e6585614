import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The only file of the viewer that names colours; those of the city's layers come from the API. */

const lake: MantineColorsTuple = [
  "#e8f6f6",
  "#d2eaeb",
  "#a4d4d6",
  "#73bdc0",
  "#4ba9ad",
  "#2f9ca1",
  "#1a8b90",
  "#0b7378",
  "#065c61",
  "#00464a",
];

const ink: MantineColorsTuple = [
  "#f7f8f9",
  "#eff1f3",
  "#e2e6e9",
  "#cdd3d9",
  "#a3adb6",
  "#7a8792",
  "#5c6873",
  "#46515b",
  "#2f3942",
  "#1c242b",
];

const night: MantineColorsTuple = [
  "#d3dae0",
  "#b6bfc8",
  "#98a3ad",
  "#8a95a0",
  "#414c56",
  "#333d46",
  "#262e36",
  "#1b2127",
  "#151a1f",
  "#0f1317",
];

export const FONT = "'Be Vietnam Pro', system-ui, sans-serif";

export const theme = createTheme({
  colors: { lake, gray: ink, dark: night },
  primaryColor: "lake",
  primaryShade: 7,
  black: ink[9],
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: "600" },
  defaultRadius: "md",
  cursorType: "pointer",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, color: "dark" } },
  },
});

/** The map keeps its light ground in both schemes: the colours of the city's layers are made for it. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--twin-ground": MAP_COLOURS.ground,
    "--twin-over-map": MAP_COLOURS.halo,
    "--twin-over-map-ink": ink[7],
    "--twin-live": "#1f8a4c",
    "--twin-moved": MAP_COLOURS.moved,
    "--twin-open": MAP_COLOURS.open,
    "--twin-selected": MAP_COLOURS.selected,
    "--twin-sketched": MAP_COLOURS.sketched,
    "--twin-shadow": "0 1px 2px rgb(28 36 43 / 8%), 0 6px 20px rgb(28 36 43 / 12%)",
  },
  light: {
    "--mantine-color-dimmed": ink[6],
    "--twin-paper": "#ffffff",
    "--twin-accent": lake[7],
    "--twin-line": ink[2],
    "--twin-hairline": ink[1],
    "--twin-faint": ink[6],
    "--twin-quiet": ink[0],
    "--twin-notice": "#fff4d6",
    "--twin-notice-line": "#e8c766",
    "--twin-notice-ink": "#5f4200",
    "--twin-urgent": "#fdecea",
    "--twin-urgent-ink": "#a61b12",
    "--twin-met-ink": "#166b3a",
    "--twin-lost": "#b42318",
  },
  dark: {
    "--mantine-color-dimmed": ink[4],
    "--twin-paper": night[7],
    "--twin-accent": lake[3],
    "--twin-line": night[4],
    "--twin-hairline": night[5],
    "--twin-faint": ink[4],
    "--twin-quiet": night[6],
    "--twin-notice": "#3d3210",
    "--twin-notice-line": "#6b5718",
    "--twin-notice-ink": "#f5d97b",
    "--twin-urgent": "#45201d",
    "--twin-urgent-ink": "#ffb4ab",
    "--twin-met-ink": "#7fd8a2",
    "--twin-lost": "#ffb4ab",
  },
});

/** What the map draws of its own: the ground beyond the data, and the marks on what is pointed at or open. */
export const MAP_COLOURS = {
  ground: "#f3f1ec",
  hovered: "#0b7378",
  open: "#d9480f",
  halo: "#ffffff",
  moved: "#7c3aed",
  selected: "#c2185b",
  drawn: "#1c242b",
  sketched: "#6d28d9",
} as const;

/** Series of a chart to which the report gives no colour of its own: told apart by those who see colours otherwise too. */
export const CHART_COLOURS = ["#0b7378", "#d9832b", "#5b5fc7", "#8c8c3c", "#b3446c", "#5c6873"] as const;
