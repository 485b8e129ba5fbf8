import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/problem'
import { AnotherPerson } from './AnotherPerson'
import { rememberLists } from './lists'
import { router } from './router'
import { theme, variables } from './theme'

// Without a connection a request fails and says so; waiting for one in silence would look like work.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => error instanceof ApiError && error.lost && count < 2,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

rememberLists(router)

/** The nonce that the server gave this page, for the styles that Mantine writes. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
// What keeps the page behind a dialog from scrolling writes a style of its own, and looks for the nonce here.
if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce })

export function App() {
  const { t } = useTranslation('common')
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        {...(nonce ? { getStyleNonce: () => nonce } : {})}
      >
        <QueryClientProvider client={queries}>
          <Suspense>
            <ModalsProvider labels={{ confirm: t('action.confirm'), cancel: t('action.cancel') }}>
              <Notifications position="bottom-right" />
              <RouterProvider router={router} context={{ queries }} />
              <AnotherPerson />
            </ModalsProvider>
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}
