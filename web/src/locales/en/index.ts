import account from './account.json'
import bulk from './bulk.json'
import canvas from './canvas.json'
import common from './common.json'
import customers from './customers.json'
import dashboard from './dashboard.json'
import letters from './letters.json'
import money from './money.json'
import order from './order.json'
import orders from './orders.json'
import processes from './processes.json'
import sales from './sales.json'
import segments from './segments.json'
import settings from './settings.json'
import welcome from './welcome.json'

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
