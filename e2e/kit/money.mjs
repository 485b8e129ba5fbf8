// Money to decide, as people do it.

/** What stands in the list about an order. */
export function question(page, t, order) {
  const link = page.getByRole('link', { name: t('money:order', { number: order.number }), exact: true })
  return page.getByRole('article').filter({ has: link })
}

/** Decides; the dialog says what follows before it does. */
export async function decide(page, t, entry, resolution, { comment, follows } = {}) {
  await entry.getByRole('button', { name: t(`money:answer.${resolution}`), exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (follows) await dialog.getByText(follows).waitFor()
  if (comment) await dialog.getByLabel(t('money:comment')).fill(comment)
  await dialog.getByRole('button', { name: t(`money:answer.${resolution}`), exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}
