import { createContext, type ReactNode, use, useEffect, useMemo } from "react";
import type { Bilingual, Language } from "./language";
import { formatDate, formatMoment, formatNumber } from "./local";
import { DICTIONARIES, fill, inLanguage, type Word } from "./words";

/** How the page speaks: words of its own, texts of the API, numbers and dates, in the chosen language. */
export interface Speech {
  language: Language;
  say: (word: Word, values?: Record<string, string | number>) => string;
  read: (text: Bilingual) => string;
  /** With at most so many decimal places; three where nothing is said. */
  number: (value: number, digits?: number) => string;
  date: (iso: string) => string;
  moment: (iso: string) => string;
}

export function speechIn(language: Language): Speech {
  return {
    language,
    say: (word, values = {}) => fill(DICTIONARIES[language][word], values),
    read: (text) => inLanguage(text, language),
    number: (value, digits) => formatNumber(value, language, digits),
    date: (iso) => formatDate(iso, language),
    moment: (iso) => formatMoment(iso, language),
  };
}

const SpeechContext = createContext<Speech>(speechIn("vi"));

export function SpeechProvider({ language, children }: { language: Language; children: ReactNode }) {
  const speech = useMemo(() => speechIn(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  return use(SpeechContext);
}
