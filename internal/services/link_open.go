package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// LinkItem is an item as the payment page shows it.
type LinkItem struct {
	Title    string
	Quantity int64
	Price    int64
}

// LinkPurchase is what a paid order opened, with the token of its page.
type LinkPurchase struct {
	Title  string
	Token  string
	Status string
}

// LinkView is what the payment page shows. It holds nothing about the person (PAY-2).
type LinkView struct {
	Token     string
	State     string // LinkOpen, …
	Number    int64
	Currency  models.Currency
	Cost      int64
	Paid      int64
	Left      int64
	Ask       int64 // what the link asks for now: all that is left, or the part staff asked for
	Smallest  int64 // the smallest sum that may be paid
	Deadline  *time.Time
	Items     []LinkItem
	InFlight  bool   // a payment waits for the gateway's word
	AtGateway bool   // the last one does, and the gateway has opened it, so that the customer may have been there
	LastState string // of the order's last payment that was not voided, PaymentMoved when it left for elsewhere; "" when there was none
	Returning int64  // what is to be given back: marked for refund, or all of an order that awaits its return
	Refunded  int64  // what was given back
	PaidText  string // of the offer, shown when paid
	PaidURL   string // where to go instead when paid
	Again     bool   // "order again" is allowed; an order past its deadline is replaced then; never while there is money in it
	Purchases []LinkPurchase
	Language  string // of the customer, "" when unknown
}

// OpenLink shows what an order's payment link shows now; it works in every state
// of the order but false, which answers CodeNotFound like an unknown token (PAY-2).
func (s *Service) OpenLink(ctx context.Context, token string) (*LinkView, error) {
	order, err := s.orderByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	var view *LinkView
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var o models.Order
		if err := oneRow(tx, &o, "orders", order); err != nil {
			return err
		}
		view, err = s.linkView(tx, &o)
		return err
	})
	return view, err
}

func (s *Service) linkView(tx *store.Tx, o *models.Order) (*LinkView, error) {
	var items []*models.OrderItem
	err := tx.Where("order_id = ?", o.ID).Order("id").Find(&items).Error
	if err != nil {
		return nil, fmt.Errorf("read items: %w", err)
	}
	now := s.Now()
	v := &LinkView{
		Token: o.PayToken, State: linkState(o, now), Number: o.Number, Currency: o.Currency, Cost: o.Cost, Paid: o.Paid,
		Left: o.Left(), Ask: o.Left(), Smallest: smallestPart(o, items), Deadline: o.PaymentDeadline,
	}
	if v.State == LinkPartAsked {
		v.Ask, v.Smallest = o.PartAsked, min(o.PartAsked, v.Smallest)
	}
	for _, item := range items {
		v.Items = append(v.Items, LinkItem{item.Title, item.Quantity, item.Price})
	}
	if v.Language, err = languageOfCustomer(tx, o.CustomerID); err != nil {
		return nil, err
	}
	if err := v.readOffers(tx, items); err != nil {
		return nil, err
	}
	if err := v.readPayments(tx, o); err != nil {
		return nil, err
	}
	return v, v.readPurchases(tx, o.ID)
}

// languageOfCustomer is "" for one who has none of their own.
func languageOfCustomer(tx *store.Tx, id int64) (language string, err error) {
	err = tx.Raw("SELECT language FROM customers WHERE id = ?", id).Scan(&language).Error
	return language, wrapped("read language", err)
}

// readOffers takes what the page says from the offers as they are now: texts are
// no terms of the order.
func (v *LinkView) readOffers(tx *store.Tx, items []*models.OrderItem) error {
	var offers []models.Offer
	if err := tx.Order("id").Find(&offers, "id IN ?", offerIDs(items)).Error; err != nil {
		return fmt.Errorf("read offers: %w", err)
	}
	v.Again = v.State == LinkCancelled || v.State == LinkDeadlinePassed
	for _, offer := range offers {
		v.Again = v.Again && offer.OrderAgain && !offer.Archived
		if v.State == LinkPaid && v.PaidText == "" {
			v.PaidText = offer.PaidText
		}
		if v.State == LinkPaid && v.PaidURL == "" {
			v.PaidURL = offer.PaidURL
		}
	}
	return nil
}

func (v *LinkView) readPayments(tx *store.Tx, o *models.Order) error {
	var rows []models.Payment
	err := tx.Raw(`SELECT order_id, state, external_id, amount, refund_wanted FROM payments
		WHERE customer_id = ? AND (order_id = ? OR moved_from_order_id = ?) AND state <> ? ORDER BY id`,
		o.CustomerID, o.ID, o.ID, models.PaymentVoided).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read payments: %w", err)
	}
	for _, p := range rows {
		v.InFlight = v.InFlight || p.State == models.PaymentInFlight
		v.AtGateway = p.State == models.PaymentInFlight && p.ExternalID != nil
		if v.LastState = p.State; p.OrderID == nil || *p.OrderID != o.ID {
			v.LastState = models.PaymentMoved
			continue
		}
		v.countBack(p)
	}
	if v.State == LinkReturning {
		v.Returning = max(v.Returning, v.Paid)
	}
	v.Again = v.Again && v.Paid == 0 && (v.State == LinkCancelled || !v.InFlight)
	return nil
}

// countBack adds a payment of the order to what goes back to the customer.
func (v *LinkView) countBack(p models.Payment) {
	switch {
	case p.State == models.PaymentRefunded:
		v.Refunded += p.Amount
	case p.State == models.PaymentAccepted && p.RefundWanted:
		v.Returning += p.Amount
	}
}

func (v *LinkView) readPurchases(tx *store.Tx, order int64) error {
	if v.State != LinkPaid {
		return nil
	}
	var rows []*models.Purchase
	err := tx.Where("order_id = ? AND status <> ?", order, models.PurchaseCancelled).Order("id").Find(&rows).Error
	for _, p := range eachProductOnce(rows) {
		v.Purchases = append(v.Purchases, LinkPurchase{p.Title, p.LinkToken, p.Status})
	}
	return wrapped("read purchases", err)
}

// eachProductOnce keeps of the purchases of one product, which several offers of an
// order open, the one that opens it longest: an active one before one to come, that
// before one that has ended.
func eachProductOnce(rows []*models.Purchase) (kept []*models.Purchase) {
	at := map[int64]int{}
	for _, p := range rows {
		i, again := at[p.ProductID]
		switch {
		case !again:
			at[p.ProductID] = len(kept)
			kept = append(kept, p)
		case opensLonger(p, kept[i]):
			kept[i] = p
		}
	}
	return kept
}

func opensLonger(p, than *models.Purchase) bool {
	order := []string{models.PurchaseEnded, models.PurchaseNotStarted, models.PurchaseActive}
	if p.Status != than.Status {
		return slices.Index(order, p.Status) > slices.Index(order, than.Status)
	}
	return than.EndsAt != nil && (p.EndsAt == nil || p.EndsAt.After(*than.EndsAt))
}

// OrderAgain makes a new order of the same offers, on today's terms, from the
// link of one that was cancelled or whose deadline has passed, where the offers
// allow it (PAY-2). The latter is cancelled by that. It answers with the token of
// the order to pay: another open one that the customer has already is used again.
// Elsewhere CodeLinkClosed. The link is looked at under the locks of customer and
// order, so that of two clicks the second finds what the first has made.
func (s *Service) OrderAgain(ctx context.Context, token string) (next string, err error) {
	order, err := s.orderByToken(ctx, token)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, func(w *work) error {
		o, err := w.takeOrder(models.System(), order, 0)
		if err != nil {
			return err
		}
		view, err := s.linkView(w.Tx, o)
		if err != nil {
			return err
		}
		if !view.Again {
			return models.NewError(models.CodeLinkClosed, "reason", view.State)
		}
		items, err := w.itemsOf(o.ID)
		if err != nil {
			return err
		}
		spec := orderSpec{
			Actor: models.Actor{Kind: models.ActorCustomer, ID: o.CustomerID}, CustomerID: o.CustomerID, Via: models.ViaLink,
			BoardID: o.BoardID, ManagerID: o.ManagerID, Source: o.Source, Duplicate: models.DuplicateReuse,
		}
		if view.State == LinkDeadlinePassed {
			spec.Duplicate, spec.Replaces = models.DuplicateReplace, o.ID
		}
		for _, item := range items {
			spec.Items = append(spec.Items, ItemSpec{OfferID: item.OfferID, Quantity: item.Quantity})
		}
		results, err := s.placeOrders(w, []orderSpec{spec})
		if err == nil {
			err = results[0].Err
		}
		if err != nil {
			return err
		}
		next = results[0].Order.PayToken
		return nil
	})
	return next, err
}
