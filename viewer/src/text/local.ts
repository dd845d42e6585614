import type { Language } from "./language";

const LOCALES: Record<Language, string> = { vi: "vi-VN", en: "en-GB" };

/** The ward lives by Vietnamese time, wherever it is looked at from. */
const TIME_ZONE = "Asia/Ho_Chi_Minh";

/** Thousands are grouped from 10,000 on, so that a year stays a year. */
export function formatNumber(value: number, language: Language, digits = 3): string {
  return new Intl.NumberFormat(LOCALES[language], {
    maximumFractionDigits: digits,
    useGrouping: "min2",
  }).format(value);
}

/** `isoDate` is YYYY-MM-DD; it is shown day/month/year in both languages. */
export function formatDate(isoDate: string, language: Language): string {
  const date = new Date(`${isoDate.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return isoDate;
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    timeZone: "UTC",
  }).format(date);
}

export function formatMoment(isoMoment: string, language: Language): string {
  const moment = new Date(isoMoment);
  if (Number.isNaN(moment.getTime())) return isoMoment;
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: TIME_ZONE,
  }).format(moment);
}
