import { describe, expect, it } from "vitest";
import type { Dashboard, EarlyWarning, TaskDigest } from "../../api/programme";
import { type Alarm, choose, findSubject, grouped, hasAlarm, isFound, NO_CHOICE } from "./choosing";

function task(key: string, over: Partial<TaskDigest> = {}): TaskDigest {
  return {
    key,
    group: "I",
    group_name: "Nhóm I",
    name: "Xây dựng cơ sở dữ liệu đảng viên",
    lead: "UBND",
    no: 1,
    coordinators: null,
    officer: null,
    responsibility: null,
    authority: null,
    product: null,
    outcome: null,
    told: null,
    updates: 0,
    gone: null,
    period: "2026",
    due_on: null,
    status: null,
    percent: null,
    updated_on: null,
    warnings: [],
    gaps: [],
    models: [],
    ...over,
  };
}

function warning(kind: EarlyWarning["kind"], within: EarlyWarning["within"] = null): EarlyWarning {
  const text = { vi: "x", en: "x" };
  return { kind, level: "notice", text, within, due_on: null, days: null, points: null };
}

const DASHBOARD: Dashboard = {
  digest: {
    as_of: "2026-11-23",
    tasks: [
      task("I.1"),
      task("I.2", { name: "Hòa giải ở cơ sở", warnings: [warning("due", 60)] }),
      task("II.1", { group_name: "Nhóm II", gaps: ["person"] }),
    ],
    indicators: [],
    models: [
      {
        key: "M.7",
        no: 7,
        name: "Phòng cháy",
        note: null,
        lead: null,
        status: null,
        percent: null,
        tasks: [],
        indicators: [],
      },
    ],
  } as unknown as Dashboard["digest"],
  parts: [],
  states: {},
  agencies: [
    { key: "ubnd", name: "UBND", short_name: null, tasks: ["I.1", "I.2"], helps: [], indicators: [] },
    { key: "mttq", name: "MTTQ", short_name: null, tasks: ["II.1"], helps: ["I.2"], indicators: [] },
  ],
};
const keys = (over: Partial<typeof NO_CHOICE>) =>
  choose(DASHBOARD, { ...NO_CHOICE, ...over }).tasks.map((found) => found.key);

describe("what is listed", () => {
  it.each([
    [{}, ["I.1", "I.2", "II.1"]],
    [{ text: "hoà GIAI" }, ["I.2"]],
    [{ text: "ii.1" }, ["II.1"]],
    [{ text: "dang vien ubnd" }, ["I.1", "II.1"]],
    [{ text: "không có" }, []],
    [{ agency: "mttq" }, ["I.2", "II.1"]],
    [{ warning: "due90" as Alarm }, ["I.2"]],
    [{ warning: "due30" as Alarm }, []],
    [{ gap: "person" }, ["II.1"]],
    [{ gap: "person", agency: "ubnd" }, []],
  ])("under %j is %j", (over, expected) => {
    expect(keys(over)).toEqual(expected);
  });
});

describe("words", () => {
  it("are found whatever their marks, their case and the place of their tones", () => {
    expect(isFound("Đường hoà", "duong HÒA bình", null)).toBe(true);
    expect(isFound("", "x")).toBe(true);
  });
});

describe("alarms", () => {
  it("of what is soon are also those of what is later", () => {
    const soon = task("I.9", { warnings: [warning("due", 30)] });
    expect((["due30", "due60", "due90", "overdue"] as const).map((alarm) => hasAlarm(soon, alarm))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("headings", () => {
  it("keep the order of what stands under them", () => {
    expect(
      grouped(DASHBOARD.digest.tasks, (one) => one.group_name).map(([name, all]) => [name, all.length]),
    ).toEqual([
      ["Nhóm I", 2],
      ["Nhóm II", 1],
    ]);
  });
});

describe("a key", () => {
  it("tells of what kind it is", () => {
    const kinds = ["II.1", "M.7", "mttq", "x"].map((key) => findSubject(DASHBOARD, key)?.kind);
    expect(kinds).toEqual(["tasks", "models", "agencies", undefined]);
  });
});
