import type { RegisteredRouter } from '@tanstack/react-router'

/** Lists that one leaves for one of their rows and comes back to. */
const lists = ['/orders', '/customers', '/letters', '/processes'] as const
export type List = (typeof lists)[number]

const left = new Map<string, object>()

/** Remembers how each list was looked at last, for whoever is logged in. */
export function rememberLists(router: Pick<RegisteredRouter, 'subscribe'>) {
  router.subscribe('onResolved', ({ toLocation: { pathname, search } }) => {
    if (pathname === '/login') left.clear()
    else if (lists.some((list) => list === pathname)) left.set(pathname, search)
  })
}

/** What the list was narrowed and sorted by when it was left. */
export const asLeft = (list: List): object => left.get(list) ?? {}
