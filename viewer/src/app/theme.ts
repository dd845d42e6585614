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

export const FONT = "'Be Vietnam Pro', system-ui, sans-serif";

export const theme = createTheme({
  colors: { lake, gray: ink },
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

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--twin-line": ink[2],
    "--twin-faint": ink[6],
    "--twin-quiet": ink[0],
    "--twin-notice": "#fff4d6",
    "--twin-notice-line": "#e8c766",
    "--twin-notice-ink": "#5f4200",
    "--twin-ground": MAP_COLOURS.ground,
    "--twin-live": "#1f8a4c",
    "--twin-lost": "#b42318",
    "--twin-shadow": "0 1px 2px rgb(28 36 43 / 8%), 0 6px 20px rgb(28 36 43 / 12%)",
  },
  light: { "--mantine-color-dimmed": ink[6] },
  dark: {},
});

/** What the map draws of its own: the ground beyond the data, and the marks on what is pointed at or open. */
export const MAP_COLOURS = {
  ground: "#f3f1ec",
  hovered: "#0b7378",
  open: "#d9480f",
  halo: "#ffffff",
} as const;
