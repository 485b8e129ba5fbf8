package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func ptr[T any](v T) *T { return &v }

func TestPlaceOrder(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("ORD-1", func(t *testing.T) { orderHasItsFields(t, b) })
		t.Run("ORD-1/numbers-ascend", func(t *testing.T) {
			first, second := b.order(t), b.order(t)
			require.Greater(t, second.Number, first.Number)
		})
		t.Run("ORD-1/foreign-number-unique", func(t *testing.T) {
			p := services.PlaceOrderParams{
				CustomerID: b.customer(t), Via: models.ViaAPI, ForeignNumber: ptr("A-1"),
				Items: []services.ItemSpec{{OfferID: b.offer(t).ID, Quantity: 1}},
			}
			_, err := b.PlaceOrder(b.ctx, b.owner, p)
			require.NoError(t, err)
			p.CustomerID = b.customer(t)
			_, err = b.PlaceOrder(b.ctx, b.owner, p)
			requireFields(t, err, "foreign_number")
			results, err := b.PlaceOrders(b.ctx, []services.OrderSpec{
				{Actor: b.owner, CustomerID: p.CustomerID, Via: models.ViaAPI, ForeignNumber: p.ForeignNumber, Items: p.Items},
				{Actor: b.owner, CustomerID: p.CustomerID, Via: models.ViaAPI, Items: p.Items},
			})
			require.NoError(t, err)
			requireFields(t, results[0].Err, "foreign_number")
			require.NoError(t, results[1].Err, "one that is refused spoils no other")
		})
		t.Run("ORD-3", func(t *testing.T) { termsNeedTheirRight(t, b) })
		t.Run("ORD-4", func(t *testing.T) { termsAreCopied(t, b) })
		t.Run("ST-1", func(t *testing.T) {
			require.Equal(t, models.StatusNew, b.order(t).Status)
			free := b.order(t, func(p *services.OfferParams) { p.Price = 0 })
			require.Equal(t, models.StatusPayed, free.Status)
			require.NotNil(t, free.CompletedAt)
			require.Equal(t, models.PurchaseActive, b.purchases(t, free.ID)[0].Status)
			require.Equal(t, []models.EventKind{models.EventOrderCreated, models.EventOrderStatusChanged, models.EventPurchaseStarted}, b.events(t, free.ID))
		})
		t.Run("PAY-1", func(t *testing.T) {
			dollars := b.offer(t, func(p *services.OfferParams) { p.Currency = "USD" })
			_, err := b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{CustomerID: b.customer(t), Via: models.ViaAPI, Items: []services.ItemSpec{
				{OfferID: b.offer(t).ID, Quantity: 1}, {OfferID: dollars.ID, Quantity: 1},
			}})
			requireCode(t, models.CodeMixedCurrency, err)
		})
		t.Run("MAIL-1", func(t *testing.T) { letterOnCreation(t, b) })
	})
}

func orderHasItsFields(t *testing.T, b *bundle) {
	offer := b.offer(t, func(p *services.OfferParams) { p.DeadlineDays, p.DeadlineAction = ptr[int64](3), models.DeadlineCancel })
	staff, err := b.CreateStaff(b.ctx, b.owner, services.StaffParams{Name: "Manager", Email: "m@example.com", Role: models.RoleManager})
	require.NoError(t, err)
	customer := b.customer(t)
	result, err := b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{
		CustomerID: customer, Via: models.ViaManual, Source: "spring", ForeignNumber: ptr("X-77"), ManagerID: &staff.ID,
		Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 2, Price: ptr[int64](9000)}},
	})
	require.NoError(t, err)
	d, err := b.OrderDetails(b.ctx, b.owner, result.Order.ID)
	require.NoError(t, err)
	o := d.Order
	require.Equal(t, []int64{customer, 18000, 20000, 2000, 18000}, []int64{o.CustomerID, o.Cost, o.ListCost, o.Discount(), o.Left()})
	require.Equal(t, []string{"RUB", "manual", "spring", "X-77"}, []string{string(o.Currency), o.CreatedVia, o.Source, *o.ForeignNumber})
	require.Equal(t, models.ActorPerson, o.CreatedByKind)
	require.Equal(t, []int64{b.owner.ID, staff.ID}, []int64{o.CreatedByID, *o.ManagerID})
	require.NotZero(t, o.BoardID)
	require.NotZero(t, o.StageID)
	require.Equal(t, epoch.AddDate(0, 0, 3), *o.PaymentDeadline)
	require.Equal(t, epoch, o.CreatedAt)
	require.Contains(t, d.PaymentLink, "https://school.example/pay/"+o.PayToken)
	require.GreaterOrEqual(t, len(o.PayToken), 20)
	require.Len(t, d.Items, 1)
}

func termsNeedTheirRight(t *testing.T, b *bundle) {
	item := services.ItemSpec{OfferID: b.offer(t).ID, Quantity: 1}
	cases := map[string]func(*services.PlaceOrderParams){
		"quantity":    func(p *services.PlaceOrderParams) { p.Items[0].Quantity = 2 },
		"price":       func(p *services.PlaceOrderParams) { p.Items[0].Price = ptr[int64](1) },
		"try-deposit": func(p *services.PlaceOrderParams) { p.TryDeposit = true },
		"created-at":  func(p *services.PlaceOrderParams) { p.CreatedAt = ptr(epoch.AddDate(-1, 0, 0)) },
	}
	for name, wish := range cases {
		t.Run(name, func(t *testing.T) {
			p := services.PlaceOrderParams{CustomerID: b.customer(t), Via: models.ViaManual, Items: []services.ItemSpec{item}}
			wish(&p)
			_, err := b.PlaceOrder(b.ctx, b.manager, p)
			requireCode(t, models.CodeForbidden, err)
			_, err = b.PlaceOrder(b.ctx, b.admin, p)
			require.NoError(t, err)
		})
	}
	_, err := b.PlaceOrder(b.ctx, b.manager, services.PlaceOrderParams{CustomerID: b.customer(t), Via: models.ViaManual, Items: []services.ItemSpec{item}})
	require.NoError(t, err, "a manager places orders on the offer's terms")
}

func termsAreCopied(t *testing.T, b *bundle) {
	customer, offer := b.customer(t), b.offer(t)
	o := b.orderOf(t, customer, offer.ID)
	changed := services.OfferParams{Offer: offer.Offer, ProductIDs: []int64{b.product(t), b.product(t)}}
	changed.Price, changed.AutoComplete, changed.Title = 99900, false, "Other"
	changed.AccessEnd, changed.AccessEndDays = models.AccessAfterStart, 1
	changed.DeadlineDays, changed.DeadlineAction, changed.Archived = ptr[int64](1), models.DeadlineCancel, true
	_, err := b.EditOffer(b.ctx, b.owner, offer.ID, changed)
	require.NoError(t, err)
	require.Equal(t, o, b.get(t, o.ID))
	b.pay(t, o.ID, 10000)
	require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status, "auto-complete as it was")
	purchases := b.purchases(t, o.ID)
	require.Len(t, purchases, 1, "the products as they were")
	require.Equal(t, offer.ProductIDs[0], purchases[0].ProductID)
	require.Nil(t, purchases[0].EndsAt, "the access as it was")
	_, err = b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{CustomerID: b.customer(t), Via: models.ViaAPI, Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 1}}})
	requireCode(t, models.CodeOfferArchived, err)
}

func letterOnCreation(t *testing.T, b *bundle) {
	require.Equal(t, []string{models.TemplateOrderCreated}, b.letters(t, b.order(t).ID))
	require.Empty(t, b.letters(t, b.order(t, func(p *services.OfferParams) { p.LetterOnCreate = false }).ID), "the offer says no")
	require.Empty(t, b.letters(t, b.order(t, func(p *services.OfferParams) { p.Price = 0 }).ID), "completed at creation")
	quiet, err := b.PlaceOrders(b.ctx, []services.OrderSpec{{
		Actor: b.process, CustomerID: b.customer(t), Via: models.ViaBulk, QuietLetter: true,
		Items: []services.ItemSpec{{OfferID: b.offer(t).ID, Quantity: 1}},
	}})
	require.NoError(t, err)
	require.Empty(t, b.letters(t, quiet[0].Order.ID), "a visible choice in bulk")
	o := b.order(t)
	b.pay(t, o.ID, 10000)
	require.Equal(t, []string{models.TemplateOrderCreated, models.TemplatePaymentReceived}, b.letters(t, o.ID))
}

func TestPlaceOrderRefuses(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		customer, offer := b.customer(t), b.offer(t).ID
		item := func(quantity int64, price *int64) []services.ItemSpec {
			return []services.ItemSpec{{OfferID: offer, Quantity: quantity, Price: price}}
		}
		dear := b.offer(t, func(p *services.OfferParams) { p.Price = models.MaxAmount }).ID
		cases := map[string]struct {
			params services.PlaceOrderParams
			code   models.Code
			path   string
		}{
			"unknown-customer":  {services.PlaceOrderParams{CustomerID: 1 << 40, Items: item(1, nil)}, models.CodeUnknownReference, "customer_id"},
			"unknown-offer":     {services.PlaceOrderParams{CustomerID: customer, Items: []services.ItemSpec{{OfferID: 1 << 40, Quantity: 1}}}, models.CodeUnknownReference, "items[0].offer_id"},
			"no-items":          {services.PlaceOrderParams{CustomerID: customer}, models.CodeRequired, "items"},
			"no-quantity":       {services.PlaceOrderParams{CustomerID: customer, Items: item(0, nil)}, models.CodeOutOfRange, "items[0].quantity"},
			"negative-quantity": {services.PlaceOrderParams{CustomerID: customer, Items: item(-1, nil)}, models.CodeOutOfRange, "items[0].quantity"},
			"negative-price":    {services.PlaceOrderParams{CustomerID: customer, Items: item(1, ptr[int64](-1))}, models.CodeOutOfRange, "items[0].price"},
			"overflow":          {services.PlaceOrderParams{CustomerID: customer, Items: []services.ItemSpec{{OfferID: dear, Quantity: 2}}}, models.CodeSumTooLarge, "items[0]"},
			"unknown-stage":     {services.PlaceOrderParams{CustomerID: customer, StageID: 1 << 40, Items: item(1, nil)}, models.CodeUnknownReference, "stage_id"},
			"unknown-board":     {services.PlaceOrderParams{CustomerID: customer, BoardID: 1 << 40, Items: item(1, nil)}, models.CodeUnknownReference, "board_id"},
			"unknown-manager":   {services.PlaceOrderParams{CustomerID: customer, ManagerID: ptr[int64](1 << 40), Items: item(1, nil)}, models.CodeUnknownReference, "manager_id"},
			"unknown-duplicate": {services.PlaceOrderParams{CustomerID: customer, Duplicate: "maybe", Items: item(1, nil)}, models.CodeNotOneOf, "duplicate"},
			"future":            {services.PlaceOrderParams{CustomerID: customer, CreatedAt: ptr(epoch.AddDate(1, 0, 0)), Items: item(1, nil)}, models.CodeTimeToCome, "created_at"},
		}
		for name, c := range cases {
			t.Run("ORD-1/refuses/"+name, func(t *testing.T) {
				before := b.count(t, "SELECT COUNT(*) FROM orders")
				c.params.Via = models.ViaAPI
				_, err := b.PlaceOrder(b.ctx, b.owner, c.params)
				requireCode(t, c.code, err)
				var e *models.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, c.path, e.Fields[0].Path)
				require.Equal(t, before, b.count(t, "SELECT COUNT(*) FROM orders"))
			})
		}
	})
}

func TestPlaceOrdersInBatches(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("ORD-1/batch", func(t *testing.T) {
			offer := b.offer(t).ID
			specs := make([]services.OrderSpec, 40)
			for i := range specs {
				specs[i] = services.OrderSpec{Actor: b.process, CustomerID: b.customer(t), Via: models.ViaProcess, Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}}}
			}
			specs[3].CustomerID = 1 << 40
			specs[7].Items = nil
			results, err := b.PlaceOrders(b.ctx, specs)
			require.NoError(t, err)
			for i, r := range results {
				if i == 3 || i == 7 {
					require.Error(t, r.Err, "one bad spec leaves the others alone")
					require.Nil(t, r.Order)
					continue
				}
				require.NoError(t, r.Err)
				stored := b.get(t, r.Order.ID)
				require.Equal(t, r.Order, stored)
				require.Equal(t, specs[i].CustomerID, stored.CustomerID)
			}
			require.EqualValues(t, 38, b.count(t, "SELECT COUNT(*) FROM order_items WHERE offer_id = ?", offer))
		})
		t.Run("ORD-1/created-at", func(t *testing.T) {
			at := epoch.Add(-48 * time.Hour)
			offer := b.offer(t, func(p *services.OfferParams) { p.DeadlineDays = ptr[int64](1) })
			r, err := b.PlaceOrders(b.ctx, []services.OrderSpec{{
				Actor: b.process, CustomerID: b.customer(t), Via: models.ViaBulk, CreatedAt: &at,
				Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 1}},
			}})
			require.NoError(t, err)
			require.Equal(t, at, r[0].Order.CreatedAt)
			require.Equal(t, at.AddDate(0, 0, 1), *r[0].Order.PaymentDeadline)
		})
	})
}
