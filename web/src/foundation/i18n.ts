/**
 * Words of the pages. Chinese comes with the page, English is fetched when somebody asks for it. Each stage keeps its
 * own in `words.zh.ts` and `words.en.ts`; the English is typed by the Chinese, so that a missing word does not compile.
 */
import { computed, type WritableComputedRef } from "vue";
import { createI18n } from "vue-i18n";
import { zh } from "../words.zh.ts";

export type Locale = "zh" | "en";
export const LANGUAGES: Record<Locale, string> = { zh: "zh-CN", en: "en" };

const KEPT = "tianping.language";

export const i18n = createI18n({
  legacy: false,
  locale: "zh",
  fallbackLocale: false,
  messages: { zh } as never,
  missing: (_, key) => {
    console.error(`no words for ${key}`);
    return key;
  },
});

const spoken = i18n.global.locale as unknown as WritableComputedRef<Locale>;

/** The language of the page. */
export const locale = computed<Locale>(() => spoken.value);

/** Words for code that is no component. */
export const say = (i18n.global as { t: unknown }).t as (key: string, facts?: Record<string, unknown>) => string;

/** Switch the page's language, and remember it on this machine. */
export async function speak(language: Locale): Promise<void> {
  if (language === "en" && !i18n.global.availableLocales.includes("en")) {
    const { en } = await import("../words.en.ts");
    i18n.global.setLocaleMessage("en", en as never);
  }
  spoken.value = language;
  document.documentElement.lang = LANGUAGES[language];
  remember(KEPT, language);
}

/** The language of the address (`?lang=en`), else the remembered one, else Chinese. */
export async function speakAsAsked(): Promise<void> {
  const asked = new URLSearchParams(location.search).get("lang") ?? recall(KEPT);
  if (asked === "en") await speak("en");
}

/** What this machine keeps between visits; where the browser forbids it, nothing is kept and nothing breaks. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Private windows of some browsers.
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** The English words of a stage must have the shape of its Chinese ones. */
export type Like<T> = { readonly [K in keyof T]: T[K] extends string ? string : Like<T[K]> };
