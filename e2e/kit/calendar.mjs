// A day and a time, chosen in a picker as people choose them.

const zone = 'Europe/Moscow' // of every school here

/** Chooses a time of a day so many days from now; answers with how the interface writes that moment. */
export async function pickMoment(page, t, language, field, { days, time }) {
  const at = new Date(Date.now() + days * 86_400_000)
  const write = (options) => new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: zone, ...options }).format(at)
  await field.click()
  const calendar = page.locator('[data-dates-dropdown]')
  const later = calendar.getByRole('button', { name: t('common:calendar.later'), exact: true })
  const day = calendar.getByRole('button', { name: `${write({ day: 'numeric', month: 'long' })} ${yearOf(at)}`, exact: true })
  await later.waitFor()
  while ((await day.count()) === 0) await later.click()
  await day.click()
  const [hours, minutes] = time.split(':')
  await calendar.getByLabel(t('common:calendar.hours'), { exact: true }).fill(hours)
  await calendar.getByLabel(t('common:calendar.minutes'), { exact: true }).fill(minutes)
  await calendar.getByRole('button', { name: t('common:calendar.done'), exact: true }).click()
  await calendar.waitFor({ state: 'hidden' })
  const year = yearOf(at) === yearOf(new Date()) ? {} : { year: 'numeric' }
  return `${write({ day: 'numeric', month: language === 'en' ? 'short' : 'long', ...year })}, ${time}`
}

const yearOf = (date) => new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(date)
