import { describe, expect, test } from "vitest";
import { readNumber, readTyped } from "./typed";

const WARD = [105.7822, 21.0022, 105.8108, 21.0262] as const;

test.each([
  ["21.017", 21.017],
  ["21,017", 21.017],
  ["2.325.039,287", 2_325_039.287],
  ["2,325,039.287", 2_325_039.287],
  ["2 325 039.287", 2_325_039.287],
  ["2325039", 2_325_039],
  ["582.236.660", 582_236_660],
  ["1.23.456", null],
  ["hai", null],
  ["", null],
])("%j is the number %j", (text, value) => {
  expect(readNumber(text)).toBe(value);
});

describe("one place", () => {
  test.each([
    "21.017 105.793",
    "21.017, 105.793",
    "21.017,105.793",
    "21,017 105,793",
    "21,017, 105,793",
    "21,017; 105,793",
    "(21.017, 105.793)",
    "21.017°B 105.793°Đ",
    "21.017N 105.793E",
    "105.793E, 21.017N",
    "21°01'01.2\"N 105°47'34.8\"E",
    "21°01′01,2″B, 105°47′34,8″Đ",
    "2325039.287 582236.660",
    "2325039,287 582236,660",
    "2.325.039,287; 582.236,660",
    "X=2325039.287 Y=582236.660",
    "2325039.287 m, 582236.660 m",
  ])("%s", (text) => {
    const [reading, ...others] = readTyped(text, WARD);
    expect(others).toEqual([]);
    expect(reading?.swapped).toBe(false);
    expect(reading?.longitude).toBeCloseTo(105.793, 6);
    expect(reading?.latitude).toBeCloseTo(21.017, 6);
  });

  test.each(["105.793 21.017", "105,793, 21,017", "582236.660 2325039.287", "582.236,66; 2.325.039,287"])(
    "%s, but swapped",
    (text) => {
      const [reading, ...others] = readTyped(text, WARD);
      expect(others).toEqual([]);
      expect(reading?.swapped).toBe(true);
      expect(reading?.latitude).toBeCloseTo(21.017, 6);
    },
  );
});

test.each([
  "",
  "21.017",
  "Trung Kính",
  "21.017 21.018",
  "48.85 2.35",
  "21°75' 105°10'",
  "1 2 3 4",
  "21.017 N 105.793 N",
])("%j is no place in Vietnam", (text) => {
  expect(readTyped(text, WARD)).toEqual([]);
});

test("a place of the country beyond the ward is one too", () => {
  expect(readTyped("10.7769, 106.7009", WARD)).toMatchObject([{ latitude: 10.7769, longitude: 106.7009 }]);
});
