import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { anOrder } from '../kit/stage.mjs'
import { roubles } from '../kit/texts.mjs'

export function journeys(stage) {
  journey(stage, 'SEG-3/why: a rule is built, counted while one edits, and says of an order why it is in or not', {}, async ({ page, t, language, base, api }) => {
    const tag = `отбор-${language}`
    const { order: dear } = await anOrder(stage, { offer: stage.offers.yoga })
    const { order: cheap } = await anOrder(stage, { offer: stage.offers.morning })
    for (const { id } of [dear, cheap]) await api.post(`/orders/${id}/tags`, { add: [tag] })

    await page.goto(`${base}/segments`)
    await page.getByRole('button', { name: t('segments:create') }).first().click()
    await page.getByRole('menuitem', { name: t('segments:subject.order'), exact: true }).click()
    await page.getByRole('textbox', { name: t('segments:name') }).fill(`Дорогие, ${language}`)
    const condition = async (n, title) => {
      await page.getByRole('button', { name: t('segments:builder.add'), exact: true }).click()
      const row = page.getByRole('group', { name: t('segments:builder.row', { n }) })
      await row.getByRole('combobox', { name: t('segments:builder.field') }).click()
      await page.getByRole('option', { name: title, exact: true }).click()
      return row
    }
    const tagged = await condition(1, t('orders:column.tags'))
    await choose(page, tagged.getByRole('combobox', { name: t('segments:builder.operator') }), t('segments:operator.one_of'))
    await tagged.getByLabel(t('segments:builder.value')).fill(tag)
    await page.keyboard.press('Enter')
    await counted(page, t, 2)
    const priced = await condition(2, t('orders:column.cost'))
    await choose(page, priced.getByRole('combobox', { name: t('segments:builder.operator') }), t('segments:operator.gte'))
    await page.getByRole('button', { name: t('common:action.save') }).click()
    await page.getByText(t('segments:builder.lacks')).waitFor() // what is not finished is said at its row, and not saved
    const sum = priced.getByLabel(t('segments:builder.value'))
    await sum.fill('5000')
    await counted(page, t, 1)

    const sample = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: t('segments:order', { number: dear.number }), exact: true }) })
    await sample.getByRole('button', { name: t('segments:why.ask') }).click()
    const says = (words) => page.getByRole('status').getByText(words, { exact: true }).waitFor()
    const reason = (holds, seen) => page.getByRole('listitem').filter({ has: page.getByLabel(t(`segments:why.${holds}`), { exact: true }) }).filter({ hasText: t('segments:why.seen', { value: seen }) })
    const mark = t('segments:say.quoted', { text: tag })
    await says(t('segments:why.in'))
    await reason('holds', mark).waitFor()
    await reason('holds', roubles(dear.cost, language)).waitFor()

    const which = page.getByRole('combobox', { name: t('segments:why.find.order') })
    await which.fill(String(cheap.number))
    await page.getByRole('option', { name: new RegExp(`^${cheap.number} ·`) }).click()
    await says(t('segments:why.out'))
    await reason('holds', mark).waitFor()
    await reason('fails', roubles(cheap.cost, language)).waitFor()
    await sum.fill('1000')
    await says(t('segments:why.in')) // by itself, as the rule now stands
    await counted(page, t, 2)
    await sum.fill('5000')
    await counted(page, t, 1)

    await page.getByRole('button', { name: t('common:action.save') }).click()
    await page.waitForURL(/\/segments\/\d+/)
    await page.getByRole('heading', { name: `Дорогие, ${language}` }).waitFor()
    await page.goto(`${base}/segments`)
    const line = page.getByRole('listitem').filter({ hasText: `Дорогие, ${language}` })
    await line.getByText(mark).waitFor() // the rule in words
    assert.match(await line.innerText(), new RegExp(roubles(500_000, language).replace(/\s/g, '\\s')))
  })
}

async function choose(page, list, option) {
  await list.click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** So many fit now. */
async function counted(page, t, count) {
  const box = page.getByText(t('segments:count_now'), { exact: true }).locator('xpath=../..')
  await box.getByText(String(count), { exact: true }).waitFor()
}
