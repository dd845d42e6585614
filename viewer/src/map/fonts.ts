import latin from "@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-500-normal.woff2?url";
import latinExtended from "@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-500-normal.woff2?url";
import vietnamese from "@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-500-normal.woff2?url";
import type { FontFacesSpecification } from "maplibre-gl";

export const MAP_FONT = "Be Vietnam Pro Medium";

const absolute = (url: string) => new URL(url, window.location.href).href;

/**
 * The map draws its labels from these bundled files: a style without a `glyphs` address asks no server for
 * glyphs, and with `font-faces` MapLibre waits for the file that covers each letter. (Left to the page's own
 * CSS font it would wait for the Latin file alone and draw `ế` and `ợ` in another face.) The first file whose
 * range has the letter is taken.
 */
export function fontFaces(): FontFacesSpecification {
  return {
    [MAP_FONT]: [
      {
        url: absolute(vietnamese),
        "unicode-range": [
          "U+0102-0103",
          "U+0110-0111",
          "U+0128-0129",
          "U+0168-0169",
          "U+01A0-01A1",
          "U+01AF-01B0",
          "U+1EA0-1EF9",
          "U+20AB",
        ],
      },
      { url: absolute(latinExtended), "unicode-range": ["U+0100-02BA", "U+1E00-1E9F", "U+20A0-20C0"] },
      { url: absolute(latin) },
    ],
  };
}
