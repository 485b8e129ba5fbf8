import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { type Me, meKey } from '@/app/session'
import { orderPages } from './queries'
import { readSearch, wishOf } from './search'

const list = () => import('./OrdersPage')
const card = () => import('@/features/order/OrderPage')

/** Fetches what people go to all day: the list and the card. A connection that is lost says so when somebody goes there. */
export async function fetchAhead() {
  await Promise.allSettled([list(), card()])
}

/** The order list, the boards, the card, an order by hand. */
export function orderRoutes(inside: Inside) {
  const getParentRoute = () => inside
  const board = screen(() => import('./BoardPage'), 'BoardPage')
  return [
    createRoute({
      getParentRoute,
      path: '/orders',
      validateSearch: readSearch,
      loaderDeps: ({ search }) => search,
      // The first rows are asked for while the screen is still on its way.
      loader: ({ context: { queries }, deps }) => {
        const me = queries.getQueryData<Me>(meKey)
        if (me) void queries.prefetchInfiniteQuery(orderPages(wishOf(deps, me.school.time_zone)))
      },
      component: screen(list, 'OrdersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/orders/new',
      validateSearch: readSearch,
      component: screen(() => import('./NewOrderPage'), 'NewOrderPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/orders/$id',
      component: screen(card, 'OrderPage'),
    }),
    createRoute({ getParentRoute, path: '/board', validateSearch: readSearch, component: board }),
    createRoute({ getParentRoute, path: '/board/$id', validateSearch: readSearch, component: board }),
  ]
}
