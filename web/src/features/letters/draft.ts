import type { Template } from './queries'

export type Language = 'ru' | 'en'
export const languages: Language[] = ['ru', 'en']

/** A template in one language as it stands in the editor. */
export interface Draft {
  title: string
  kind: 'service' | 'mailing'
  subject: string
  html: string
  text: string
}

export type Drafts = Record<Language, Draft>

export const emptyDraft: Draft = { title: '', kind: 'service', subject: '', html: '', text: '' }

/** The drafts of what is saved; a language that has nothing yet is empty, of the other's kind. */
export function draftsOf(saved: Template[], title = ''): Drafts {
  const of = (language: Language): Draft => {
    const found = saved.find((t) => t.language === language)
    if (found)
      return { title: found.title, kind: found.kind, subject: found.subject, html: found.html, text: found.text }
    return { ...emptyDraft, title: title || (saved[0]?.title ?? ''), kind: saved[0]?.kind ?? 'service' }
  }
  return { ru: of('ru'), en: of('en') }
}

/** Whether anybody wrote anything into the draft. */
export function written({ subject, html, text }: Draft): boolean {
  return `${subject}${html}${text}`.trim() !== ''
}

/** The languages whose drafts differ from what is saved. */
export function changedLanguages(drafts: Drafts, saved: Template[], title = ''): Language[] {
  const before = draftsOf(saved, title)
  return languages.filter((l) => {
    const exists = saved.some((t) => t.language === l)
    return exists ? !same(drafts[l], before[l]) : written(drafts[l])
  })
}

const same = (a: Draft, b: Draft) =>
  a.title === b.title && a.kind === b.kind && a.subject === b.subject && a.html === b.html && a.text === b.text

/** A letter to begin with: simple, with the school's name and the customer's. */
export function firstWords(language: Language): Pick<Draft, 'subject' | 'html' | 'text'> {
  const ru = language === 'ru'
  const hello = ru
    ? 'Здравствуйте{% if customer.name %}, {{ customer.name }}{% endif %}!'
    : 'Hello{% if customer.name %} {{ customer.name }}{% endif %},'
  const bye = ru ? 'С уважением,' : 'Kind regards,'
  const font = "font:400 16px/25px -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
  return {
    subject: ru ? 'Заказ № {{ order.number }}' : 'Order {{ order.number }}',
    html: [
      `<!doctype html>`,
      `<html lang="${language}">`,
      `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>`,
      `<body style="margin:0; padding:24px; background:#ffffff; color:#1c2430; ${font};">`,
      `<div style="max-width:560px; margin:0 auto;">`,
      `<p>${hello}</p>`,
      `<p></p>`,
      `<p>${bye}<br>{{ account.name }}</p>`,
      `</div>`,
      `</body>`,
      `</html>`,
      ``,
    ].join('\n'),
    text: `${hello}\n\n\n\n${bye}\n{{ account.name }}\n`,
  }
}
