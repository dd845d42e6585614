import { expect, test } from "vitest";
import { addDays, daysBetween, monthsBetween } from "./days";

test("days are counted over months and leap years", () => {
  expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
  expect(daysBetween("2026-03-01", "2026-02-01")).toBe(-28);
  expect(addDays("2024-12-31", 1)).toBe("2025-01-01");
  expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
});

test("months end where they end", () => {
  expect(monthsBetween("2025-11-15", "2026-02-10")).toEqual([
    "2025-11-30",
    "2025-12-31",
    "2026-01-31",
    "2026-02-10",
  ]);
  expect(monthsBetween("2026-02-10", "2026-02-10")).toEqual(["2026-02-10"]);
});
