export type Language = "vi" | "en";

export const LANGUAGES: readonly Language[] = ["vi", "en"];

/** What the API sends for people to read. */
export type Bilingual = Record<Language, string>;

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
