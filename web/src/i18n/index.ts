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

/** Where the texts are. They are fetched as data: a browser never tries a module again that it could not fetch once. */
const files = import.meta.glob<string>('../locales/*/*.json', { query: '?url', import: 'default', eager: true })

async function textsOf(language: string, area: string): Promise<object> {
  const answer = await fetch(files[`../locales/${language}/${area}.json`] ?? '')
  if (!answer.ok) throw new Error(`the texts of ${area} in ${language}: ${answer.status}`)
  return answer.json()
}

/** Loads the texts of an area in one language when a screen first asks for them. */
const byArea: BackendModule = {
  type: 'backend',
  init: () => {},
  read(language, area, done) {
    textsOf(language, area).then(
      (texts) => done(null, texts as Record<string, string>),
      (fault: unknown) => done(String(fault), false), // trying again is a person's choice: `fetchLostTexts`
    )
  },
}

export const i18n = i18next.createInstance()

/** The language that the person chose here before, else the browser's, else Russian. */
export function firstLanguage(): Language {
  const wish = localStorage.getItem(kept) ?? navigator.language.slice(0, 2)
  return languages.find((l) => l === wish) ?? (wish === '' ? 'ru' : 'en')
}

/** Begins with the texts that every screen needs; false when they cannot be fetched. */
export async function startI18n(language: Language): Promise<boolean> {
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
      react: { bindI18nStore: 'added' }, // texts that came late are shown
    })
  document.documentElement.lang = language
  return i18n.hasResourceBundle(language, 'common')
}

/** Changes the language of the interface, and remembers it on this device; false when its texts cannot be fetched. */
export async function speak(language: Language): Promise<boolean> {
  if (!(await fetchAreas(language, [i18n.options.ns ?? []].flat()))) return false
  localStorage.setItem(kept, language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  return true
}

/** Fetches areas in the language of now before a screen asks for them; rejects when they do not come, and nothing is lost by that. */
export async function fetchTexts(areas: string[]) {
  await Promise.all(areas.map((area) => textsOf(i18n.language, area)))
  await i18n.loadNamespaces(areas)
}

/** Fetches the areas that are not here yet; false when some did not come. */
async function fetchAreas(language: string, areas: readonly string[]): Promise<boolean> {
  const lacking = () => areas.filter((area) => !i18n.hasResourceBundle(language, area))
  if (lacking().length > 0) await i18n.reloadResources([language], lacking())
  return lacking().length === 0
}

/** Areas of texts that a screen wanted and that did not come, by language. */
const lost = new Map<string, Set<string>>()
const watchers = new Set<() => void>()

i18n.on('failedLoading', (language: string, area: string) => {
  lost.set(language, (lost.get(language) ?? new Set()).add(area))
  for (const tell of watchers) tell()
})

/** Whether a screen stands without its texts. */
export function textsAreLost(): boolean {
  return (lost.get(i18n.language)?.size ?? 0) > 0
}

/** Calls back when that may have changed. */
export function onTextsChange(tell: () => void): () => void {
  watchers.add(tell)
  i18n.on('languageChanged', tell)
  return () => {
    watchers.delete(tell)
    i18n.off('languageChanged', tell)
  }
}

/** Tries again to fetch what is lost. */
export async function fetchLostTexts() {
  const { language } = i18n
  if (await fetchAreas(language, [...(lost.get(language) ?? [])])) lost.delete(language)
  for (const tell of watchers) tell()
}
