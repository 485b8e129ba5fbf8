// The areas of the texts, for the types of t(): nothing else lists them, and nothing of this is in the program, which fetches them as data.
import account from './ru/account.json'
import bulk from './ru/bulk.json'
import canvas from './ru/canvas.json'
import common from './ru/common.json'
import customers from './ru/customers.json'
import dashboard from './ru/dashboard.json'
import letters from './ru/letters.json'
import money from './ru/money.json'
import order from './ru/order.json'
import orders from './ru/orders.json'
import processes from './ru/processes.json'
import sales from './ru/sales.json'
import segments from './ru/segments.json'
import settings from './ru/settings.json'
import welcome from './ru/welcome.json'

export default {
  account,
  bulk,
  canvas,
  common,
  customers,
  dashboard,
  letters,
  money,
  order,
  orders,
  processes,
  sales,
  segments,
  settings,
  welcome,
}
