// The test gateway's word, signed as the gateway signs it: also about money that it never took.
import { createHmac } from 'node:crypto'

let said = 0

/** Notifies the school of a payment of so much for an order; what the body says goes over what would be right. */
export async function gatewaySays(stage, order, body = {}) {
  const nth = `${process.pid}-${++said}`
  const text = JSON.stringify({
    id: `evt_${nth}`,
    session: `session-${nth}`,
    reference: order.payment_link.split('/').at(-1),
    amount: order.cost,
    currency: order.currency,
    account: 'test-account',
    status: 'succeeded',
    occurred_at: order.created_at,
    ...body,
  })
  const at = Math.floor(Date.parse(order.created_at) / 1000) // by the clock of the school
  const digest = createHmac('sha256', stage.gatewaySecret()).update(`${at}.${text}`).digest('hex')
  const answer = await fetch(`${stage.base}/gateways/test/notifications`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Test-Gateway-Signature': `t=${at},v1=${digest}` },
    body: text,
  })
  if (!answer.ok) throw new Error(`notification: ${answer.status} ${await answer.text()}`)
}
