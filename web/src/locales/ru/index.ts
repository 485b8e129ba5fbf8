import account from './account.json'
import canvas from './canvas.json'
import common from './common.json'
import customers from './customers.json'
import order from './order.json'
import orders from './orders.json'
import processes from './processes.json'
import settings from './settings.json'

export default { account, canvas, common, customers, order, orders, processes, settings }
