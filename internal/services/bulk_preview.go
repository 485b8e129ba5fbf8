package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// How many objects a second the estimate reckons with.
const (
	previewPerSecond       = 4000
	previewPerSecondSQLite = 1500
)

// LeftOut is how many objects are left out for one reason.
type LeftOut struct {
	Reason models.Code
	From   models.Status // of orders: the status that they stand in
	Count  int64
}

// BulkPreview is what an operation would do, before anything happens (BLK-1, BLK-2).
type BulkPreview struct {
	Matched       int64
	WillDo        int64
	AtMost        bool // fewer than WillDo may be done: who is left out for others' orders is not counted for somebody limited to own ones (ROLE-2)
	LeftOut       []LeftOut
	Letters       int64
	Takes         time.Duration
	NeedsApproval bool
	Sample        []ObjectName // the first of those that match
}

// previewNames is how many objects a preview names.
const previewNames = 5

// names tells what people know the first objects by.
func (c condition) names(tx *store.Tx, kind models.SubjectKind) ([]ObjectName, error) {
	ids, err := c.ids(tx, 0, previewNames)
	if err != nil {
		return nil, err
	}
	return nameObjects(tx, kind, ids)
}

// PreviewBulk counts what the operation would do and leave out, and why.
func (s *Service) PreviewBulk(ctx context.Context, actor models.Actor, p BulkParams) (*BulkPreview, error) {
	_, where, err := s.admitted(ctx, actor, &p)
	if err != nil {
		return nil, err
	}
	view := new(BulkPreview)
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if err := p.checkReferences(tx); err != nil {
			return err
		}
		state, err := (&work{Tx: tx, service: s}).admission(actor, p, &bulkSettings{}, where)
		if err != nil {
			return err
		}
		view.NeedsApproval = state == models.BulkAwaitingApproval
		if view.Sample, err = where.names(tx, bulkObjects[p.Kind]); err != nil {
			return err
		}
		if p.Kind == models.BulkCreateOrders {
			return view.creation(tx, actor, p.Create, where)
		}
		return view.changes(tx, p.Status, where)
	})
	view.estimate(s.store.Driver() == "sqlite")
	return view, err
}

func (v *BulkPreview) estimate(sqlite bool) {
	perSecond := int64(previewPerSecond)
	if sqlite {
		perSecond = previewPerSecondSQLite
	}
	v.Takes = (time.Duration(v.Matched) * time.Second / time.Duration(perSecond)).Round(time.Second)
}

// creation counts the customers whom the duplicate guard leaves out (ORD-13), as
// far as the actor sees for what.
func (v *BulkPreview) creation(tx *store.Tx, actor models.Actor, c *BulkCreate, where condition) error {
	var offer models.Offer
	if err := oneRow(tx, &offer, "offers", c.OfferID); err != nil {
		return err
	}
	err := tx.Raw("SELECT COUNT(*) FROM customers WHERE "+where.sql, where.args...).Scan(&v.Matched).Error
	if err != nil {
		return fmt.Errorf("count customers: %w", err)
	}
	v.WillDo = v.Matched
	policy := duplicatePolicy(&orderSpec{Via: models.ViaBulk}, &offer)
	if policy == models.DuplicateSkip || policy == models.DuplicateReuse {
		v.AtMost = actor.OwnOnly
		if err := v.duplicates(tx, actor, c.OfferID, where); err != nil {
			return err
		}
	}
	if c.Letter && offer.LetterOnCreate {
		v.Letters = v.WillDo
	}
	return nil
}

// duplicates counts who has an open order for the offer, and who of the others
// owns what it opens, among the orders that the actor sees: a preview, which can be
// repeated without a trace, must not tell of anybody else's.
func (v *BulkPreview) duplicates(tx *store.Tx, actor models.Actor, offer int64, where condition) error {
	seenOrders, seenPurchases := ownBy(actor, "d.id"), ownBy(actor, "dp.order_id")
	hasOpen := condition{
		sql: "customers.id IN (SELECT d.customer_id FROM orders d JOIN order_items di ON di.order_id = d.id WHERE di.offer_id = ? AND d.status NOT IN ? AND " +
			seenOrders.sql + ")",
		args: append([]any{offer, closedStatuses}, seenOrders.args...),
	}
	owns := condition{
		sql: `customers.id IN (SELECT dp.customer_id FROM purchases dp JOIN offer_products dop ON dop.product_id = dp.product_id
		WHERE dop.offer_id = ? AND dp.status IN ? AND ` + seenPurchases.sql + ")",
		args: append([]any{offer, []string{models.PurchaseActive, models.PurchaseNotStarted}}, seenPurchases.args...),
	}
	var twice struct{ Open, Owned int64 }
	args := slices.Concat(hasOpen.args, hasOpen.args, owns.args, where.args)
	err := tx.Raw("SELECT COALESCE(SUM(CASE WHEN "+hasOpen.sql+" THEN 1 ELSE 0 END), 0) AS open, COALESCE(SUM(CASE WHEN NOT "+hasOpen.sql+" AND "+owns.sql+
		" THEN 1 ELSE 0 END), 0) AS owned FROM customers WHERE "+where.sql, args...).Scan(&twice).Error
	if err != nil {
		return fmt.Errorf("count duplicates: %w", err)
	}
	v.leave(LeftOut{Reason: models.CodeDuplicateOrder, Count: twice.Open})
	v.leave(LeftOut{Reason: models.CodeProductOwned, Count: twice.Owned})
	return nil
}

func (v *BulkPreview) leave(out LeftOut) {
	if out.Count > 0 {
		v.LeftOut = append(v.LeftOut, out)
		v.WillDo -= out.Count
	}
}

// alike is orders that one rule treats alike.
type alike struct {
	Status                            models.Status
	Owes, Has, Holds, Gateway, Flight bool
	N                                 int64
}

// changes asks the transition table about each group of orders that are alike (ST-12).
func (v *BulkPreview) changes(tx *store.Tx, c *BulkStatus, where condition) error {
	var groups []alike
	err := tx.Raw(`SELECT status, cost > paid AS owes,
		EXISTS (SELECT 1 FROM payments q WHERE q.order_id = orders.id AND q.state = 'accepted') AS has,
		EXISTS (SELECT 1 FROM payments q WHERE q.order_id = orders.id AND q.state = 'accepted' AND NOT q.refund_wanted) AS holds,
		EXISTS (SELECT 1 FROM payments q WHERE q.order_id = orders.id AND q.state = 'accepted' AND NOT q.refund_wanted AND q.kind = 'gateway') AS gateway,
		EXISTS (SELECT 1 FROM payments q WHERE q.order_id = orders.id AND q.state = 'in_flight') AS flight, COUNT(*) AS n
		FROM orders WHERE `+where.sql+" GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6", where.args...).Scan(&groups).Error
	if err != nil {
		return fmt.Errorf("count orders: %w", err)
	}
	for _, g := range groups {
		v.Matched += g.N
		v.WillDo += g.N
		facts := models.Facts{HasMoney: g.Has, HoldsMoney: g.Holds, HoldsGateway: g.Gateway, InFlight: g.Flight, Confirmed: c.Confirmed}
		if g.Owes {
			facts.Cost = 1
		}
		if err := models.CheckTransition(g.Status, c.To, models.ByPerson, facts); err != nil {
			v.leave(LeftOut{Reason: models.CodeOf(err), From: g.Status, Count: g.N})
		}
	}
	return nil
}
