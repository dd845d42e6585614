import { describe, expect, it } from "vitest";
import { LANGUAGES } from "./language";
import { DICTIONARIES, fill } from "./words";

const wordsOf = (language: (typeof LANGUAGES)[number]) => Object.entries(DICTIONARIES[language]);
const slots = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe("the dictionaries", () => {
  it.each(LANGUAGES)("%s has every word of the others, and none of its own", (language) => {
    for (const other of LANGUAGES) {
      expect(Object.keys(DICTIONARIES[language]).sort()).toEqual(Object.keys(DICTIONARIES[other]).sort());
    }
  });

  it.each(LANGUAGES)("%s has no empty word", (language) => {
    for (const [word, sentence] of wordsOf(language)) expect(sentence.trim(), word).not.toBe("");
  });

  it("leaves the same gaps to fill in both languages", () => {
    for (const [word, sentence] of wordsOf("vi")) {
      expect(slots(DICTIONARIES.en[word as keyof typeof DICTIONARIES.en]), word).toEqual(slots(sentence));
    }
  });

  it("writes Vietnamese composed (NFC), as it is searched and compared", () => {
    for (const [word, sentence] of wordsOf("vi")) expect(sentence, word).toBe(sentence.normalize("NFC"));
  });
});

describe("fill", () => {
  it("puts values into their gaps and leaves unknown gaps alone", () => {
    expect(fill("{count} của {ward}", { count: 3 })).toBe("3 của {ward}");
  });
});
