package services

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// moving is one round of changes under way.
type moving struct {
	*work
	changes []statusChange
	errs    []error
	round   []int
	orders  map[int64]*models.Order
	money   map[int64][]heldPayment
	reasons map[int64]bool
	// customers are those locked ahead of the orders, whose deposit may be touched.
	customers map[int64]bool
}

func (m *moving) run() error {
	if err := m.read(); err != nil {
		return err
	}
	m.service.reach("status.read")
	groups, reopened := m.decide()
	for _, key := range slices.SortedFunc(maps.Keys(groups), statusGroup.compare) {
		if err := m.apply(key, groups[key]); err != nil {
			return err
		}
	}
	for _, i := range reopened {
		if err := m.reopen(i); err != nil {
			return err
		}
	}
	return nil
}

// read locks first and looks afterwards.
func (m *moving) read() error {
	ids := make([]int64, len(m.round))
	for i, at := range m.round {
		ids[i] = m.changes[at].OrderID
	}
	if err := m.lockReopened(ids); err != nil {
		return err
	}
	if _, err := m.Lock("orders", ids...); err != nil {
		return err
	}
	m.service.reach("status.locked")
	var rows []*models.Order
	err := m.Raw(`SELECT id, customer_id, manager_id, currency, cost, paid, paid_in_full, status, auto_complete, version, completed_at, paid_at, payment_deadline
		FROM orders WHERE id IN ?`, ids).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read orders: %w", err)
	}
	m.orders = make(map[int64]*models.Order, len(rows))
	for _, o := range rows {
		m.orders[o.ID] = o
	}
	if m.money, err = m.heldPayments(ids); err != nil {
		return err
	}
	return m.readReasons()
}

// lockReopened locks the customers whose deposit a reopened order may touch:
// money over the cost that came while the order was cancelled (PAY-6).
func (m *moving) lockReopened(ids []int64) error {
	reopens := slices.ContainsFunc(m.round, func(i int) bool {
		return m.changes[i].To.Open() && m.changes[i].Actor.Mover() == models.ByPerson
	})
	if !reopens {
		return nil
	}
	var customers []int64
	err := m.Raw("SELECT DISTINCT customer_id FROM orders WHERE id IN ? AND status IN ? AND paid > 0", ids,
		[]models.Status{models.StatusCancelled, models.StatusFalse}).Scan(&customers).Error
	if err != nil {
		return fmt.Errorf("find customers of reopened orders: %w", err)
	}
	m.customers = set(customers)
	_, err = m.Lock("customers", customers...)
	return err
}

func (m *moving) readReasons() error {
	var ids, found []int64
	for _, i := range m.round {
		if m.changes[i].ReasonID != nil {
			ids = append(ids, *m.changes[i].ReasonID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	err := m.Raw("SELECT id FROM refusal_reasons WHERE id IN ?", slices.Compact(ids)).Scan(&found).Error
	m.reasons = set(found)
	return wrapped("read refusal reasons", err)
}

// heldPayment is what a status change looks at in a payment.
type heldPayment struct {
	ID           int64
	OrderID      int64
	Kind         string
	State        string
	Amount       int64
	Currency     models.Currency
	RefundWanted bool
}

// heldPayments are the accepted payments of the orders and those in flight.
func (w *work) heldPayments(orders []int64) (map[int64][]heldPayment, error) {
	var rows []heldPayment
	err := w.Raw(`SELECT id, order_id, kind, state, amount, currency, refund_wanted FROM payments
		WHERE order_id IN ? AND state IN ? ORDER BY id`, orders, []string{models.PaymentAccepted, models.PaymentInFlight}).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read payments: %w", err)
	}
	held := make(map[int64][]heldPayment, len(rows))
	for _, p := range rows {
		held[p.OrderID] = append(held[p.OrderID], p)
	}
	return held, nil
}

// facts is what the transition table's guards look at.
func facts(o *models.Order, held []heldPayment, confirmed bool) models.Facts {
	f := models.Facts{Cost: o.Cost, Paid: o.Paid, Confirmed: confirmed}
	for _, p := range held {
		switch {
		case p.State == models.PaymentInFlight:
			f.InFlight = true
		case p.RefundWanted:
			f.HasMoney = true
		default:
			f.HasMoney, f.HoldsMoney = true, true
			f.HoldsGateway = f.HoldsGateway || p.Kind == models.PaymentGateway
		}
	}
	return f
}

// statusGroup is what one UPDATE writes alike for all its orders.
type statusGroup struct {
	to          models.Status
	reason      int64
	comment     string
	cancelledBy string
	wasPayed    bool
	reopened    bool
}

func (g statusGroup) compare(other statusGroup) int {
	return cmp.Or(cmp.Compare(g.to, other.to), cmp.Compare(g.reason, other.reason), cmp.Compare(g.comment, other.comment),
		cmp.Compare(g.cancelledBy, other.cancelledBy), boolCompare(g.wasPayed, other.wasPayed), boolCompare(g.reopened, other.reopened))
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// decide applies the rules to each change. Reopened orders that hold money go one by one.
func (m *moving) decide() (groups map[statusGroup][]int, reopened []int) {
	groups = map[statusGroup][]int{}
	for _, i := range m.round {
		c := &m.changes[i]
		o := m.orders[c.OrderID]
		if m.errs[i] = m.check(c, o); m.errs[i] != nil || o.Status == c.To {
			continue
		}
		if settled(o) && o.Paid > 0 {
			reopened = append(reopened, i)
			continue
		}
		key := m.group(c, o)
		groups[key] = append(groups[key], i)
	}
	return groups, reopened
}

func (m *moving) check(c *statusChange, o *models.Order) error {
	if o == nil {
		return notFound("orders", c.OrderID)
	}
	if err := demandSeen(c.Actor, o); err != nil {
		return err
	}
	if !c.To.Valid() {
		return models.NewFieldError("status", models.CodeNotOneOf, "value", string(c.To), "allowed", statusNames())
	}
	closes := c.To == models.StatusCancelled || c.To == models.StatusFalse
	if c.ReasonID != nil && !closes {
		return models.NewFieldError("refusal_reason_id", models.CodeReasonNotAllowed, "to", string(c.To))
	}
	if c.ReasonID != nil && !m.reasons[*c.ReasonID] {
		return models.NewFieldError("refusal_reason_id", models.CodeUnknownReference, "kind", "refusal_reason", "id", *c.ReasonID)
	}
	return models.CheckTransition(o.Status, c.To, c.Actor.Mover(), facts(o, m.money[o.ID], c.Confirmed))
}

// group is what the change writes. A reopened order without money gets the
// status that follows from that: completed when it costs nothing (ST-1).
func (m *moving) group(c *statusChange, o *models.Order) statusGroup {
	key := statusGroup{to: c.To, wasPayed: o.Status == models.StatusPayed}
	if settled(o) && c.To.Open() {
		key.to, key.reopened = models.StatusAfterMoney(c.To, o.Cost, o.Paid, o.AutoComplete), true
	}
	if key.to == models.StatusCancelled || key.to == models.StatusFalse {
		key.comment, key.cancelledBy = c.Comment, models.CancelledByPerson
		if c.ReasonID != nil {
			key.reason = *c.ReasonID
		}
		if c.Actor.Automation() {
			key.cancelledBy = models.CancelledByAutomation
		}
	}
	return key
}

// apply writes one group: one UPDATE, then what follows from it.
func (m *moving) apply(g statusGroup, members []int) error {
	ids := make([]int64, len(members))
	for n, i := range members {
		ids[n] = m.changes[i].OrderID
	}
	also, args := g.alsoSets(m.now)
	args = append([]any{g.to, m.now, m.now, reference(g.reason), g.comment, g.cancelledBy}, args...)
	done := m.Exec(`UPDATE orders SET status = ?, status_changed_at = ?, updated_at = ?, refusal_reason_id = ?, cancel_comment = ?,
		cancelled_by = ?, version = version + 1`+also+` WHERE id IN ?`, append(args, ids)...)
	if done.Error != nil {
		return fmt.Errorf("change status: %w", done.Error)
	}
	if done.RowsAffected != int64(len(ids)) {
		return models.NewError(models.CodeConflict)
	}
	var moved []ownedOrder
	for _, i := range members {
		c := &m.changes[i]
		o := m.orders[c.OrderID]
		from := o.Status
		if g.reopened {
			m.dropDeadline(o, c.Actor)
		}
		m.turn(o, g.to)
		m.noteStatus(c.Actor, o, from, c.ReasonID, c.Comment)
		moved = append(moved, ownedOrder{o, c.Actor})
	}
	switch g.to {
	case models.StatusCancelled:
		if err := m.decideHeld(moved); err != nil {
			return err
		}
	case models.StatusFalse:
		if err := m.endProcesses(ids, members); err != nil {
			return err
		}
	default:
	}
	return m.followAccess(moved, g)
}

// endProcesses ends what goes on about orders that have become false (ST-6).
func (m *moving) endProcesses(orders []int64, members []int) error {
	var acting []int64
	for _, i := range members {
		if e := m.changes[i].Actor.EnrollmentID; e != nil {
			acting = append(acting, *e)
		}
	}
	return m.endEnrollmentsOf(orders, m.changes[members[0]].Actor, acting)
}

// alsoSets is what the group's UPDATE sets beside the status.
func (g statusGroup) alsoSets(now time.Time) (sql string, args []any) {
	switch {
	case g.to == models.StatusPayed:
		sql, args = ", completed_at = ?", []any{now}
	case g.wasPayed:
		sql = ", completed_at = NULL"
	}
	if g.reopened {
		sql += ", payment_deadline = CASE WHEN payment_deadline > ? THEN payment_deadline END"
		args = append(args, now)
	}
	return sql, args
}

// followAccess opens purchases of orders that were completed and closes those of
// orders that are no longer (ST-7).
func (m *moving) followAccess(moved []ownedOrder, g statusGroup) error {
	switch {
	case g.to == models.StatusPayed:
		return m.openPurchases(moved)
	case g.wasPayed:
		return m.closePurchases(moved)
	default:
		return nil
	}
}

// decideHeld puts money that a person left in a cancelled order on the list of
// Money to decide, so that none is forgotten there.
func (m *moving) decideHeld(cancelled []ownedOrder) error {
	var rows []*models.MoneyDecision
	for _, c := range cancelled {
		for _, p := range m.money[c.ID] {
			if p.State != models.PaymentAccepted || p.RefundWanted {
				continue
			}
			rows = append(rows, &models.MoneyDecision{
				Reason: models.DecideCancelledPaid, OrderID: &c.ID, CustomerID: &c.CustomerID, PaymentID: &p.ID,
				Amount: p.Amount, Currency: p.Currency, State: models.DecisionOpen, CreatedAt: m.now,
			})
			m.note(c.ID, c.actor, models.HistoryLateMoney, data{"payment": p.ID, "amount": p.Amount, "policy": models.LateAsk})
		}
	}
	return store.Insert(m.Tx, rows)
}

// reopen brings back one order that holds money: its status follows from the
// money, and what was to be decided about it is decided. Money that came since
// the customers were locked makes the change a conflict, to be repeated.
func (m *moving) reopen(i int) error {
	c := &m.changes[i]
	o, err := m.readOrder(c.OrderID)
	if err != nil {
		return err
	}
	if !m.customers[o.CustomerID] {
		m.errs[i] = models.NewError(models.CodeConflict)
		return nil
	}
	err = m.reopenOrder(o, nil, c.Actor, c.To, c.Comment)
	if models.IsCode(err, models.CodeRefundWanted) { // nothing is written yet
		m.errs[i], err = err, nil
	}
	return err
}

func statusNames() []string {
	names := make([]string, len(models.Statuses))
	for i, s := range models.Statuses {
		names[i] = string(s)
	}
	return names
}
