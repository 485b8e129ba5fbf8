package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// GetOrder is one order, of any status.
func (s *Service) GetOrder(ctx context.Context, actor models.Actor, id int64) (*models.Order, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	var o *models.Order
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		o, err = seenOrder(tx, actor, id)
		return err
	})
	return o, err
}

// seenOrder reads an order; one that the actor does not see answers CodeNotFound (ROLE-2).
func seenOrder(tx *store.Tx, actor models.Actor, id int64) (*models.Order, error) {
	o := new(models.Order)
	if err := oneRow(tx, o, "orders", id); err != nil {
		return nil, err
	}
	return o, demandSeen(actor, o)
}

// OrderEnrollment is one process that goes on, or went, about the order, and the
// Temporal workflow that drives it.
type OrderEnrollment struct {
	models.Enrollment
	ProcessTitle string
	Block        string
	Due          time.Time
	WorkflowID   string
	RunID        string
}

// historyShown is how many of the newest history entries an order shows at once.
const historyShown = 100

// OrderDetails is what an order's card shows.
type OrderDetails struct {
	OrderRow
	PaymentLink string // "" of a false order: its page is gone
	LinkState   string // what the page shows: LinkOpen, …
	May         OrderMay
	Statuses    []StatusOption
	SalesPage   *OrderForm // whose form led here, nil when none did
	Items       []*models.OrderItem
	Payments    []OrderPayment // the moved ones too
	Purchases   []models.Purchase
	Decisions   []models.MoneyDecision // the open ones
	Enrollments []OrderEnrollment
	Letters     []LetterView // the newest ones, oldest first, without their bodies
	History     []models.OrderHistory
}

// OrderDetails gathers an order's card; history is its newest entries, oldest
// first. The enrollments that an order's creation causes are there as soon as its
// event was relayed.
func (s *Service) OrderDetails(ctx context.Context, actor models.Actor, id int64) (*OrderDetails, error) {
	o, err := s.GetOrder(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	d := &OrderDetails{}
	if o.Status != models.StatusFalse {
		d.PaymentLink = s.PaymentLink(o.PayToken)
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := orderRows(tx, []models.Order{*o})
		if err != nil {
			return err
		}
		d.OrderRow = rows[0]
		if d.SalesPage, err = s.formOf(tx, id); err != nil {
			return err
		}
		if err := d.read(tx, id); err != nil {
			return err
		}
		if err := hideOrders(tx, actor, dataOf(d.History)...); err != nil {
			return err
		}
		if err := s.readMay(tx, actor, d); err != nil {
			return err
		}
		d.Letters, err = s.lettersOf(tx, "order_id = ?", id)
		return err
	})
	return d, err
}

func (d *OrderDetails) read(tx *store.Tx, id int64) error {
	for _, read := range []func() error{
		func() error { return tx.Where("order_id = ?", id).Order("id").Find(&d.Items).Error },
		func() error { return tx.Where("order_id = ?", id).Order("id").Find(&d.Purchases).Error },
		func() error {
			return tx.Where("order_id = ? AND state = ?", id, models.DecisionOpen).Order("id").Find(&d.Decisions).Error
		},
		func() error {
			return tx.Raw(`SELECT * FROM (SELECT * FROM order_history WHERE order_id = ? ORDER BY id DESC LIMIT ?) newest ORDER BY id`,
				id, historyShown).Scan(&d.History).Error
		},
		func() (err error) { d.Enrollments, err = enrollmentsOf(tx, id); return err },
	} {
		if err := read(); err != nil {
			return fmt.Errorf("read order: %w", err)
		}
	}
	return nil
}

// enrollmentsOf are the order's enrollments, oldest first, by their first token.
func enrollmentsOf(tx *store.Tx, order int64) ([]OrderEnrollment, error) {
	var rows []OrderEnrollment
	err := tx.Raw(`SELECT e.*, p.title AS process_title, t.block, t.due, c.workflow_id, c.run_id
		FROM enrollments e JOIN processes p ON p.id = e.process_id
		JOIN tokens t ON t.enrollment_id = e.id AND t.token = 0 JOIN cohorts c ON c.id = t.cohort_id
		WHERE e.order_id = ? ORDER BY e.id`, order).Scan(&rows).Error
	return rows, wrapped("read enrollments", err)
}

// lettersOf are the newest letters of an order or customer, oldest first.
func (s *Service) lettersOf(tx *store.Tx, where string, args ...any) ([]LetterView, error) {
	var rows []models.Letter
	err := tx.Omit("html", "text_part").Where(where, args...).Order("id DESC").Limit(historyShown).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	slices.Reverse(rows)
	return s.letterViews(tx, rows)
}

// PaymentLink is the public address of an order's payment page (PAY-2).
func (s *Service) PaymentLink(token string) string { return s.opts.PublicURL + "/pay/" + token }

// PurchaseLink is the public address of a purchase's page (CUS-3).
func (s *Service) PurchaseLink(token string) string { return s.opts.PublicURL + "/purchase/" + token }
