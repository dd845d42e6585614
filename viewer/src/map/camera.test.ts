import { describe, expect, it } from "vitest";
import { boundsOf } from "./camera";

describe("bounds", () => {
  it("hold every position of any geometry", () => {
    expect(boundsOf({ type: "Point", coordinates: [105, 21] })).toEqual([105, 21, 105, 21]);
    expect(
      boundsOf({
        type: "GeometryCollection",
        geometries: [
          {
            type: "LineString",
            coordinates: [
              [105, 21, 7],
              [106, 20, 7],
            ],
          },
          {
            type: "MultiPolygon",
            coordinates: [
              [
                [
                  [104, 20],
                  [105, 20],
                  [105, 22],
                  [104, 20],
                ],
              ],
            ],
          },
        ],
      }),
    ).toEqual([104, 20, 106, 22]);
  });

  it("of nothing are none", () => {
    expect(boundsOf({ type: "LineString", coordinates: [] })).toBeNull();
  });
});
