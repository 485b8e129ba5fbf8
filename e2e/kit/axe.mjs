import { readFileSync } from 'node:fs'
import { axePath } from './browser.mjs'

const source = readFileSync(axePath, 'utf8')

/** Fails on what axe-core calls serious or critical, naming the place. */
export async function accessible(page, where) {
  await page.evaluate(source)
  const found = await page.evaluate(async () => {
    // The letters of an avatar stand for the name beside them.
    const decorated = (rule, { target: [place] }) =>
      rule === 'label-content-name-mismatch' && document.querySelector(place)?.querySelector('.mantine-Avatar-root')
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ nodes, ...rule }) => ({ ...rule, nodes: nodes.filter((n) => !decorated(rule.id, n)) }))
      .flatMap(({ id, help, nodes }) => nodes.slice(0, 2).map((n) => `${id}: ${help}\n    ${n.html.slice(0, 200)}\n    ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`))
  })
  if (found.length > 0) throw new Error(`${where} is not accessible:\n  ${found.join('\n  ')}`)
}
