import places from 'virtual:texts'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type shape from '@/locales/shape'

export const languages = ['ru', 'en'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof shape
  }
}

const kept = 'orderflow.language'

/** All texts of a language by area; undefined when they cannot be fetched. */
async function fetchTexts(language: Language): Promise<typeof shape | undefined> {
  return fetch(places[language]).then(
    (answer) => (answer.ok ? answer.json() : undefined),
    () => undefined,
  )
}

export const i18n = i18next.createInstance()

/** The language that the person chose here before, else the browser's, else Russian. */
export function firstLanguage(): Language {
  const wish = localStorage.getItem(kept) ?? navigator.language.slice(0, 2)
  return languages.find((l) => l === wish) ?? (wish === '' ? 'ru' : 'en')
}

/** Begins with the texts of a language; false when they cannot be fetched. */
export async function startI18n(language: Language): Promise<boolean> {
  const texts = await fetchTexts(language)
  if (!texts) return false
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: texts },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
  return true
}

/** Changes the language of the interface, and remembers it on this device; false when its texts cannot be fetched. */
export async function speak(language: Language): Promise<boolean> {
  if (!i18n.hasResourceBundle(language, 'common')) {
    const texts = await fetchTexts(language)
    if (!texts) return false
    for (const [area, part] of Object.entries(texts)) i18n.addResourceBundle(language, area, part)
  }
  localStorage.setItem(kept, language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  return true
}
