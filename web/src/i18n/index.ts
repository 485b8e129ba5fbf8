import i18next, { type BackendModule } from 'i18next'
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

const files = import.meta.glob<{ default: object }>('../locales/*/*.json')

/** Loads the texts of an area in one language when a screen first asks for them. */
const byArea: BackendModule = {
  type: 'backend',
  init: () => {},
  read(language, area, done) {
    const load = files[`../locales/${language}/${area}.json`]
    if (!load) return done(`there are no texts of ${area}`, false)
    load().then(
      (texts) => done(null, texts.default as Record<string, string>),
      (fault: unknown) => done(String(fault), true), // a connection that was lost may come back
    )
  },
}

export const i18n = i18next.createInstance()

/** The language that the person chose here before, else the browser's, else Russian. */
export function firstLanguage(): Language {
  const wish = localStorage.getItem(kept) ?? navigator.language.slice(0, 2)
  return languages.find((l) => l === wish) ?? (wish === '' ? 'ru' : 'en')
}

/** Begins with the texts that every screen needs. */
export async function startI18n(language: Language) {
  await i18n
    .use(byArea)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
  document.documentElement.lang = language
}

/** Changes the language of the interface, and remembers it on this device. */
export async function speak(language: Language) {
  localStorage.setItem(kept, language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}
