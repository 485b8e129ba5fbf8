import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type ru from '@/locales/ru'

export const languages = ['ru', 'en'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof ru
  }
}

const kept = 'orderflow.language'

const bundles: Record<Language, () => Promise<{ default: object }>> = {
  ru: () => import('@/locales/ru'),
  en: () => import('@/locales/en'),
}

export const i18n = i18next.createInstance()

/** The language that the person chose here before, else the browser's, else Russian. */
export function firstLanguage(): Language {
  const wish = localStorage.getItem(kept) ?? navigator.language.slice(0, 2)
  return languages.find((l) => l === wish) ?? (wish === '' ? 'ru' : 'en')
}

/** Loads one language's texts; the other one's are loaded when somebody changes to them. */
export async function startI18n(language: Language) {
  const texts = await bundles[language]()
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: { [language]: texts.default as Record<string, object> },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

/** Changes the language of the interface, and remembers it on this device. */
export async function speak(language: Language) {
  localStorage.setItem(kept, language)
  if (!i18n.hasResourceBundle(language, 'common')) {
    const texts = (await bundles[language]()).default as Record<string, object>
    for (const [namespace, strings] of Object.entries(texts)) i18n.addResourceBundle(language, namespace, strings)
  }
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}
