/** Asks again and again until the answer is something, and gives it back. What never comes is named. */
export async function until(ask, what, { within = 20_000, every = 100 } = {}) {
  const end = Date.now() + within
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`waited ${within / 1000} s in vain: ${what}`)
    await new Promise((go) => setTimeout(go, every))
  }
}
