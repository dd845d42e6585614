import { en } from "./en";
import type { Bilingual, Language } from "./language";
import { vi } from "./vi";

export type Word = keyof typeof vi;
export type Words = Readonly<Record<Word, string>>;

export const DICTIONARIES: Record<Language, Words> = { vi, en };

/** `{name}` in a sentence is replaced by the value of that name. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function inLanguage(text: Bilingual, language: Language): string {
  return text[language];
}
