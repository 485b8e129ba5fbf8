import { Navigate } from '@tanstack/react-router'
import { useFirstSteps } from './session'

/** Where one begins: with the orders, or with the way to the first of them. */
export function Home() {
  return <Navigate to={useFirstSteps() ? '/welcome' : '/orders'} replace />
}
