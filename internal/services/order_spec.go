package services

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// ItemSpec is a wanted item of an order. Price is per unit in minor units; nil
// takes the offer's.
type ItemSpec struct {
	OfferID  int64
	Quantity int64
	Price    *int64
}

// orderSpec is a wanted order.
type orderSpec struct {
	Actor         models.Actor
	CustomerID    int64
	Via           string // models.ViaManual, …
	Items         []ItemSpec
	BoardID       int64 // 0 for the default board
	StageID       int64 // 0 for the board's first stage
	ManagerID     *int64
	PageID        int64 // with models.ViaPage: the sales page
	Source        string
	ForeignNumber *string
	TryDeposit    bool
	Duplicate     string     // what to do about one that is there; "" for the rule of the offer and Via (ORD-13)
	Replaces      int64      // with DuplicateReplace: the only order that may be replaced, another one found is used again; 0 for any
	QuietLetter   bool       // no order-created letter
	CreatedAt     *time.Time // nil for now
}

// Outcomes of placing an order.
const (
	PlacedCreated  = "created"
	PlacedReused   = "reused"
	PlacedSkipped  = "skipped"
	PlacedReplaced = "replaced" // a new order; the one found was cancelled
)

// placed is what became of a spec: the order, nil when it was skipped or
// refused; the order found by the duplicate guard and why it counts
// (CodeDuplicateOrder, CodeProductOwned); a domain error of this spec alone.
type placed struct {
	Order   *models.Order
	Outcome string
	FoundID int64
	Why     models.Code
	Err     error
}

// draft is an order that is being made.
type draft struct {
	at      int // index of its spec
	spec    *orderSpec
	order   *models.Order
	items   []*models.OrderItem
	offers  []*models.Offer
	payment *models.Payment // from the deposit
}

// terms is what drafts are made of, read once for all specs.
type terms struct {
	customers map[int64]bool
	offers    map[int64]*models.Offer
	products  map[int64][]int64 // of each offer
	boards    map[int64]bool
	stages    map[int64]int64 // board of each stage
	first     map[int64]int64 // first stage of each board
	board     int64           // the default one
	staff     map[int64]bool
	taken     map[string]bool // foreign numbers
	zone      *time.Location
	now       time.Time
}

// draft makes the order of one spec, or says what is wrong with the spec.
func (t *terms) draft(at int, spec *orderSpec) (*draft, error) {
	d := &draft{at: at, spec: spec}
	if err := t.check(spec); err != nil {
		return nil, err
	}
	board, stage, err := t.place(spec)
	if err != nil {
		return nil, err
	}
	created := t.now
	if spec.CreatedAt != nil {
		created = spec.CreatedAt.UTC().Truncate(time.Microsecond)
	}
	d.order = &models.Order{
		CustomerID: spec.CustomerID, ForeignNumber: spec.ForeignNumber, Status: models.StatusNew, BoardID: board, StageID: stage,
		ManagerID: spec.ManagerID, CreatedVia: spec.Via, CreatedByKind: spec.Actor.Kind, CreatedByID: spec.Actor.ID, Source: spec.Source,
		CreatedByEnrollmentID: spec.Actor.EnrollmentID,
		PayToken:              newToken(), Version: 1, CreatedAt: created, UpdatedAt: t.now, StatusChangedAt: created,
	}
	if err := t.addItems(d); err != nil {
		return nil, err
	}
	return d, t.sum(d)
}

func (t *terms) check(spec *orderSpec) error {
	var f faults
	if !t.customers[spec.CustomerID] {
		f.add("customer_id", models.CodeUnknownReference, "kind", "customer", "id", spec.CustomerID)
	}
	if spec.ManagerID != nil && !t.staff[*spec.ManagerID] {
		f.add("manager_id", models.CodeUnknownReference, "kind", "staff", "id", *spec.ManagerID)
	}
	if len(spec.Items) == 0 {
		f.add("items", models.CodeRequired)
	}
	if len(spec.Items) > models.MaxItems {
		f.add("items", models.CodeTooMany, "max", models.MaxItems)
	}
	f.line("source", spec.Source, maxTitle)
	if spec.Duplicate != "" {
		f.oneOf("duplicate", spec.Duplicate, models.DuplicateCreate, models.DuplicateSkip, models.DuplicateReuse, models.DuplicateReplace)
	}
	if n := spec.ForeignNumber; n != nil {
		f.title("foreign_number", *n)
		if t.taken[*n] {
			f.add("foreign_number", models.CodeAlreadyExists, "kind", "order", "value", *n)
		}
	}
	if spec.CreatedAt != nil && spec.CreatedAt.After(t.now) {
		f.add("created_at", models.CodeTimeToCome, "value", spec.CreatedAt.Format(time.RFC3339))
	}
	return f.err()
}

// place finds board and stage: a stage names its board, a board its first stage.
func (t *terms) place(spec *orderSpec) (board, stage int64, err error) {
	board, stage = spec.BoardID, spec.StageID
	if stage != 0 {
		of, known := t.stages[stage]
		if !known || (board != 0 && board != of) {
			return 0, 0, models.NewFieldError("stage_id", models.CodeUnknownReference, "kind", "stage", "id", stage)
		}
		return of, stage, nil
	}
	if board == 0 {
		board = t.board
	}
	if !t.boards[board] || t.first[board] == 0 {
		return 0, 0, models.NewFieldError("board_id", models.CodeUnknownReference, "kind", "board", "id", board)
	}
	return board, t.first[board], nil
}

// addItems copies the offers' terms into the order's items (ORD-4).
func (t *terms) addItems(d *draft) error {
	for i, item := range d.spec.Items {
		row, offer, err := t.item(indexed("items", i), item)
		if err != nil {
			return err
		}
		if i > 0 && offer.Currency != d.offers[0].Currency {
			return models.NewFieldError(indexed("items", i), models.CodeMixedCurrency,
				"currency", string(offer.Currency), "expected", string(d.offers[0].Currency))
		}
		d.items = append(d.items, row)
		d.offers = append(d.offers, offer)
		t.due(d.order, offer, d.order.CreatedAt)
	}
	return nil
}

// item makes one item; path is where its spec stands in the input.
func (t *terms) item(path string, spec ItemSpec) (*models.OrderItem, *models.Offer, error) {
	offer := t.offers[spec.OfferID]
	if offer == nil {
		return nil, nil, models.NewFieldError(path+".offer_id", models.CodeUnknownReference, "kind", "offer", "id", spec.OfferID)
	}
	if offer.Archived {
		return nil, nil, models.NewFieldError(path+".offer_id", models.CodeOfferArchived, "offer", offer.Code)
	}
	price := offer.Price
	if spec.Price != nil {
		price = *spec.Price
	}
	var f faults
	f.within(path+".quantity", spec.Quantity, 1, models.MaxQuantity)
	f.within(path+".price", price, 0, models.MaxAmount)
	return &models.OrderItem{
		OfferID: offer.ID, Title: offer.Title, Quantity: spec.Quantity, Price: price, ListPrice: offer.Price,
		AutoComplete: offer.AutoComplete, LatePolicy: offer.LatePolicy, LatePersonPolicy: offer.LatePersonPolicy,
		SmallestPart: offer.SmallestPart, Products: encode(t.productsOf(offer.ID)), AccessTerms: offer.AccessTerms, CreatedAt: t.now,
	}, offer, f.err()
}

// productsOf are the ids of the offer's products, never nil.
func (t *terms) productsOf(offer int64) []int64 { return append([]int64{}, t.products[offer]...) }

// due sets the order's payment deadline, in the offer's days from a moment: of
// several offers the earliest, and of two at the same moment the one that keeps
// the order (PAY-7).
func (t *terms) due(o *models.Order, offer *models.Offer, from time.Time) {
	if offer.DeadlineDays == nil {
		return
	}
	at := models.Duration{Amount: *offer.DeadlineDays, Unit: models.UnitDays}.AddTo(from, t.zone)
	earlier := o.PaymentDeadline == nil || at.Before(*o.PaymentDeadline)
	same := o.PaymentDeadline != nil && at.Equal(*o.PaymentDeadline)
	if earlier || (same && offer.DeadlineAction == models.DeadlineKeep) {
		o.PaymentDeadline, o.DeadlineAction = &at, offer.DeadlineAction
	}
}

// sum fills what the order has from its items. An order that costs nothing is completed at once (ST-1).
func (t *terms) sum(d *draft) error {
	d.order.Currency = d.offers[0].Currency
	if err := sumItems(d.order, d.items); err != nil {
		return err
	}
	if d.order.Cost == 0 {
		d.order.Status, d.order.StatusChangedAt = models.StatusPayed, t.now
		d.order.PaidInFull, d.order.PaidAt, d.order.CompletedAt = true, &t.now, &t.now
	}
	return nil
}

// sumItems computes an order's sums and the terms that it has from all its
// items. It answers CodeSumTooLarge beyond models.MaxAmount.
func sumItems(o *models.Order, items []*models.OrderItem) error {
	o.Cost, o.ListCost, o.AutoComplete = 0, 0, true
	late, person := make([]string, len(items)), make([]string, len(items))
	for i, item := range items {
		cost, ok := models.MulAmount(item.Price, item.Quantity)
		list, listOK := models.MulAmount(item.ListPrice, item.Quantity)
		o.Cost += cost
		o.ListCost += list
		if !ok || !listOK || o.Cost > models.MaxAmount || o.ListCost > models.MaxAmount {
			return models.NewFieldError(indexed("items", i), models.CodeSumTooLarge, "max", models.MaxAmount)
		}
		o.AutoComplete = o.AutoComplete && item.AutoComplete
		late[i], person[i] = item.LatePolicy, item.LatePersonPolicy
	}
	o.LatePolicy = models.MostCautious(late, models.LateReopen)
	o.LatePersonPolicy = models.MostCautious(person, models.LateAsk)
	return nil
}
