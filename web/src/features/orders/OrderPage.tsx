/** placeholder */
export function OrderPage() {
  return null
}
