/** Hands that have a keyboard and nothing else. */
export function hands(page) {
  const press = (key) => page.keyboard.press(key)

  /** Presses a key until something is so. */
  async function until(so, key, what) {
    for (let times = 0; times < 120; times++) {
      if (await so()) return
      await press(key)
    }
    throw new Error(`${key} never led to ${what}`)
  }

  /** Walks to a place as the keyboard walks. */
  async function to(place, key = 'Tab') {
    await place.waitFor()
    await until(() => place.evaluate((node) => node === document.activeElement), key, place)
  }

  /** Writes over what stands in a field. */
  async function write(field, text) {
    await to(field)
    await press('Control+A')
    await page.keyboard.type(text)
  }

  // A list that opens forgets its marked option in a timer of no time; keys may overtake it on a slow machine.
  const settled = () => page.evaluate(() => new Promise((done) => setTimeout(done)))

  /** Takes an option of a list of choices; words narrow the list where it can be searched. */
  async function pick(list, option, words) {
    await to(list)
    await settled()
    if (words) await page.keyboard.type(words)
    else await press('ArrowDown')
    await option.waitFor()
    await settled()
    await until(() => option.evaluate((node) => node.hasAttribute('data-combobox-selected')), 'ArrowDown', option)
    await press('Enter')
    await option.waitFor({ state: 'hidden' })
  }

  /** Presses a button, a link, or an item of a menu. */
  async function use(place, key = 'Tab') {
    await to(place, key)
    await press('Enter')
  }

  return { press, to, write, pick, use }
}
