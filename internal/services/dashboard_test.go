package services_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// school is three days of a shop in Moscow in which everything happens once.
type school struct {
	*bundle
	yoga, course, free services.OfferView
	mary, gina         int64
	orders             map[string]*models.Order
}

var moscow = time.FixedZone("MSK", 3*60*60)

func openSchool(t *testing.T, b *bundle) *school {
	t.Helper()
	_, err := b.ChangeSettings(b.ctx, b.owner, services.SettingsParams{AccountName: "School", TimeZone: "Europe/Moscow", Language: "ru"})
	require.NoError(t, err)
	s := &school{bundle: b, orders: map[string]*models.Order{}}
	for _, name := range []string{"Mary", "Gina"} {
		person, err := b.CreateStaff(b.ctx, b.owner, services.StaffParams{Name: name, Email: name + "@school.example", Role: models.RoleManager, Active: true})
		require.NoError(t, err)
		*map[string]*int64{"Mary": &s.mary, "Gina": &s.gina}[name] = person.ID
	}
	again := func(p *services.OfferParams) { p.DuplicatePolicy = models.DuplicateCreate }
	s.yoga, s.course = b.offer(t, again), b.offer(t, again, func(p *services.OfferParams) { p.Price = 33333 })
	s.free = b.offer(t, func(p *services.OfferParams) { p.Price = 0 })
	return s
}

// place makes an order by its name, of a customer of its own.
func (s *school) place(t *testing.T, name string, offers ...services.OfferView) *models.Order {
	t.Helper()
	return s.placeFor(t, name, s.customer(t), offers...)
}

func (s *school) placeFor(t *testing.T, name string, customer int64, offers ...services.OfferView) *models.Order {
	t.Helper()
	n := len(s.orders)
	p := services.PlaceOrderParams{
		CustomerID: customer, Via: models.ViaManual, Source: []string{"ads", "", "friends"}[n%3],
		ManagerID: []*int64{&s.mary, nil, &s.gina, nil}[n%4], TryDeposit: name == "deposit",
	}
	for _, offer := range offers {
		p.Items = append(p.Items, services.ItemSpec{OfferID: offer.ID, Quantity: 1})
	}
	placed, err := s.PlaceOrder(s.ctx, s.owner, p)
	require.NoError(t, err)
	s.orders[name] = placed.Order
	return placed.Order
}

// live lets three days go by.
func (s *school) live(t *testing.T) {
	t.Helper()
	s.pay(t, s.place(t, "paid", s.yoga).ID, 10000)
	s.refuseOrder(t, s.place(t, "refused", s.yoga), ptr(int64(2)))
	two := s.place(t, "two offers", s.yoga, s.course)
	s.pay(t, two.ID, 7001)
	s.place(t, "free", s.free)
	s.pay(t, s.place(t, "dollars", s.offer(t, func(p *services.OfferParams) { p.Currency = "USD" })).ID, 10000)
	s.change(t, s.owner, s.place(t, "false", s.yoga).ID, models.StatusFalse)

	s.pass(24 * time.Hour)
	s.pay(t, two.ID, two.Cost-7001)
	over := s.place(t, "overpaid", s.yoga)
	s.pay(t, over.ID, 6000)
	s.pass(time.Hour)
	s.pay(t, over.ID, 14000)
	s.placeFor(t, "deposit", over.CustomerID, s.yoga)
	s.moveMoney(t)

	s.clock.MoveTo(time.Date(2026, 3, 3, 20, 59, 59, 999_999_000, time.UTC))
	s.place(t, "before midnight", s.yoga)
	s.clock.MoveTo(time.Date(2026, 3, 3, 21, 0, 0, 0, time.UTC))
	s.place(t, "at midnight", s.yoga)
	back := s.place(t, "reopened", s.course)
	s.refuseOrder(t, back, nil)
	s.change(t, s.owner, back.ID, models.StatusInWork)
	s.refuseOrder(t, s.place(t, "refused without reason", s.course), nil)
	part := s.place(t, "part", s.yoga, s.yoga)
	_, _, err := s.RecordPayment(s.ctx, s.owner, services.RecordPaymentParams{OrderID: part.ID, Method: "cash", Amount: 3000, PaidAt: ptr(epoch)})
	require.NoError(t, err)
	s.pass(10 * 24 * time.Hour)
}

// moveMoney voids, moves and gives back.
func (s *school) moveMoney(t *testing.T) {
	t.Helper()
	_, _, err := s.VoidPayment(s.ctx, s.owner, services.VoidPaymentParams{PaymentID: s.pay(t, s.place(t, "voided", s.yoga).ID, 10000).ID, Reason: "mistake"})
	require.NoError(t, err)
	from := s.place(t, "moved from", s.yoga)
	to := s.placeFor(t, "moved to", from.CustomerID, s.course)
	for payment, order := range map[int64]int64{s.pay(t, from.ID, 10000).ID: to.ID, s.pay(t, s.place(t, "to deposit", s.yoga).ID, 10000).ID: 0} {
		_, err := s.MovePayment(s.ctx, s.owner, services.MovePaymentParams{PaymentID: payment, ToOrderID: order})
		require.NoError(t, err)
	}
	for _, name := range []string{"refunded", "to refund"} {
		o := s.place(t, name, s.yoga)
		_, err := s.MarkForRefund(s.ctx, s.owner, s.pay(t, o.ID, 10000).ID)
		require.NoError(t, err)
		if name == "refunded" {
			_, err = s.ResolveDecision(s.ctx, s.owner, services.ResolveDecisionParams{DecisionID: s.openDecisions(t, o.ID)[0].ID, Resolution: models.ResolveRefunded})
			require.NoError(t, err)
		} else {
			s.change(t, s.owner, o.ID, models.StatusCancelled)
		}
	}
}

func (s *school) refuseOrder(t *testing.T, o *models.Order, reason *int64) {
	t.Helper()
	_, err := s.ChangeStatus(s.ctx, s.owner, services.ChangeStatusParams{OrderID: o.ID, To: models.StatusCancelled, ReasonID: reason})
	require.NoError(t, err)
}

// behind demands that the list of a figure's rule has as many orders as the
// figure says, and gives it.
func (s *school) behind(t *testing.T, actor models.Actor, c services.Counted, name string) []int64 {
	t.Helper()
	if c.Count == 0 {
		require.Nil(t, c.Rule, name)
		return nil
	}
	q := services.OrderQuery{Filter: c.Rule, Sort: services.SortID, Ascending: true}
	sum, err := s.SummarizeOrders(s.ctx, actor, q)
	require.NoError(t, err, name)
	require.Equal(t, c.Count, sum.Count, "%s: %s", name, c.Rule)
	page, err := s.ListOrders(s.ctx, actor, q)
	require.NoError(t, err)
	require.Len(t, page.Orders, int(c.Count))
	var ids []int64
	for _, row := range page.Orders {
		require.NotEqual(t, models.StatusFalse, row.Status)
		ids = append(ids, row.ID)
	}
	return ids
}

func cells(f services.Figures) map[string]services.Counted {
	all := map[string]services.Counted{
		"created": f.Created, "paid": f.Paid, "cancelled": f.Cancelled, "priced": f.Priced, "converted": f.Converted, "revenue": f.RevenueOrders,
	}
	for _, a := range f.AverageBill {
		all["average_bill "+string(a.Currency)] = a.Orders
	}
	return all
}

// plain is figures without their rules, to be compared.
type plain struct {
	Created, Paid, Cancelled, Priced, Converted, RevenueOrders int64
	Revenue, Average                                           map[models.Currency]int64
}

func plainOf(f services.Figures) plain {
	p := plain{
		f.Created.Count, f.Paid.Count, f.Cancelled.Count, f.Priced.Count, f.Converted.Count, f.RevenueOrders.Count,
		map[models.Currency]int64{}, map[models.Currency]int64{},
	}
	for _, sum := range f.Revenue {
		p.Revenue[sum.Currency] = sum.Amount
	}
	for _, a := range f.AverageBill {
		p.Average[a.Currency] = a.Amount
	}
	return p
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		s := openSchool(t, b)
		s.live(t)
		whole := services.Days{From: "2026-03-02", To: "2026-03-04"}
		books := s.books(t)
		for _, by := range services.Breakdowns {
			d, err := s.Dashboard(s.ctx, s.owner, services.DashboardQuery{Days: whole, By: by})
			require.NoError(t, err)
			t.Run("REP-1/"+by, func(t *testing.T) {
				require.Equal(t, books.figures(t, whole, "", ""), plainOf(d.Total), "the whole")
				require.NotEmpty(t, d.Rows)
				for _, row := range d.Rows {
					days := whole
					if row.Days.From != "" {
						days = row.Days
					}
					require.Equal(t, books.figures(t, days, by, row.Key), plainOf(row.Figures), "%s %q", by, row.Key)
				}
				require.Len(t, d.Rows, map[string]int{"day": 3, "week": 1, "month": 1, "offer": 4, "manager": 3, "source": 3}[by])
			})
			t.Run("REP-1/objects-behind/"+by, func(t *testing.T) {
				for _, row := range append(d.Rows, services.DashboardRow{Figures: d.Total}) {
					for name, cell := range cells(row.Figures) {
						s.behind(t, s.owner, cell, by+" "+row.Key+" "+name)
					}
				}
			})
		}
		t.Run("REP-1/what-is-counted", func(t *testing.T) { s.whatIsCounted(t, whole) })
		t.Run("REP-1/period", func(t *testing.T) { s.periods(t) })
		t.Run("REP-1/filter", func(t *testing.T) { s.filtered(t, whole) })
		t.Run("REP-1/unpaid", func(t *testing.T) { s.unpaidAges(t) })
		t.Run("REP-1/refusals", func(t *testing.T) { s.refusals(t, whole) })
		t.Run("REP-1/stages", func(t *testing.T) { s.stages(t, whole) })
		t.Run("ROLE-2/own-figures", func(t *testing.T) { s.ownFigures(t, whole) })
		t.Run("ROLE-1/report.read", func(t *testing.T) {
			narrow := s.owner
			narrow.Scopes = models.Rights{models.RightOrderRead}
			_, err := s.Dashboard(s.ctx, narrow, services.DashboardQuery{})
			requireCode(t, models.CodeForbidden, err)
		})
	})
}

func (s *school) ids(names ...string) (ids []int64) {
	for _, name := range names {
		ids = append(ids, s.orders[name].ID)
	}
	slices.Sort(ids)
	return ids
}

// whatIsCounted names the orders behind each figure.
func (s *school) whatIsCounted(t *testing.T, whole services.Days) {
	t.Helper()
	d, err := s.Dashboard(s.ctx, s.owner, services.DashboardQuery{Days: whole})
	require.NoError(t, err)
	all := func(name string) bool { return name != "false" }
	var created []string
	for name := range s.orders {
		if all(name) {
			created = append(created, name)
		}
	}
	paid := []string{"paid", "two offers", "dollars", "overpaid", "deposit"}
	for figure, names := range map[string][]string{
		"created":   created,
		"priced":    slices.DeleteFunc(slices.Clone(created), func(name string) bool { return name == "free" }),
		"paid":      paid,
		"converted": paid,
		"cancelled": {"refused", "refused without reason", "to refund"},
		"revenue":   append([]string{"moved to", "to refund", "part"}, paid...),
	} {
		require.Equal(t, s.ids(names...), s.behind(t, s.owner, cells(d.Total)[figure], figure), figure)
	}
	// 100 + 433.33 + 100 of the overpaid order + 100 from what it had left + moved 100 + still held 100 + part 30.
	require.Equal(t, []models.Sum{{Currency: "RUB", Amount: 10000 + 43333 + 10000 + 10000 + 10000 + 10000 + 3000}, {Currency: "USD", Amount: 10000}}, d.Total.Revenue)
	require.EqualValues(t, (10000+43333+10000+10000)/4, d.Total.AverageBill[0].Amount)
}

func (s *school) periods(t *testing.T) {
	t.Helper()
	d, err := s.Dashboard(s.ctx, s.owner, services.DashboardQuery{Days: services.Days{From: "2026-03-04", To: "2026-03-05"}, By: services.ByDay})
	require.NoError(t, err)
	require.Equal(t, services.Days{From: "2026-03-02", To: "2026-03-03"}, d.Before)
	first := s.behind(t, s.owner, d.Rows[0].Created, "the day that begins at midnight in Moscow")
	require.Contains(t, first, s.orders["at midnight"].ID)
	require.NotContains(t, first, s.orders["before midnight"].ID)
	require.Contains(t, s.behind(t, s.owner, d.Previous.Created, "previous"), s.orders["before midnight"].ID)
	require.Equal(t, plain{Revenue: map[models.Currency]int64{}, Average: map[models.Currency]int64{}}, plainOf(d.Rows[1].Figures), "a day without anything is there")
	d, err = s.Dashboard(s.ctx, s.owner, services.DashboardQuery{})
	require.NoError(t, err)
	require.Equal(t, services.Days{From: "2026-02-13", To: "2026-03-14"}, d.Days, "thirty days up to today")
	for path, q := range map[string]services.DashboardQuery{
		"from": {Days: services.Days{From: "yesterday"}},
		"to":   {Days: services.Days{From: "2026-03-04", To: "2026-03-03"}},
		"by":   {Days: services.Days{From: "2020-03-04", To: "2026-03-03"}, By: services.ByDay},
	} {
		_, err := s.Dashboard(s.ctx, s.owner, q)
		var refused *models.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, path, refused.Fields[0].Path)
	}
	_, err = s.Dashboard(s.ctx, s.owner, services.DashboardQuery{By: "colour"})
	require.Error(t, err)
}

func (s *school) filtered(t *testing.T, whole services.Days) {
	t.Helper()
	rule := fmt.Appendf(nil, `{"field":"order.offer_id","op":"contains","value":%d}`, s.course.ID)
	d, err := s.Dashboard(s.ctx, s.owner, services.DashboardQuery{Days: whole, Filter: rule})
	require.NoError(t, err)
	for name, cell := range cells(d.Total) {
		s.behind(t, s.owner, cell, name)
	}
	require.Equal(t, s.ids("two offers", "moved to", "reopened", "refused without reason"), s.behind(t, s.owner, d.Total.Created, "created"))
	_, err = s.Dashboard(s.ctx, s.owner, services.DashboardQuery{Filter: []byte(`{"field":"order.status","op":"is","value":"false"}`)})
	require.Error(t, err, "false orders are in no figure")
}

func (s *school) unpaidAges(t *testing.T) {
	t.Helper()
	s.place(t, "fresh", s.yoga)
	ages, err := s.UnpaidAges(s.ctx, s.owner, nil)
	require.NoError(t, err)
	found := map[string][]int64{}
	for _, age := range ages {
		found[strconv.Itoa(age.FromDays)+"-"+strconv.Itoa(age.ToDays)] = s.behind(t, s.owner, age.Orders, "unpaid")
	}
	require.Equal(t, map[string][]int64{
		"0-1": s.ids("fresh"), "1-3": nil, "3-7": nil, "14-30": nil, "30-90": nil, "90-0": nil,
		"7-14": s.ids("voided", "moved from", "moved to", "to deposit", "refunded", "before midnight", "at midnight", "reopened", "part"),
	}, found)
	left := int64(0)
	for _, o := range all[models.Order](t, s.bundle, "SELECT * FROM orders WHERE id IN ?", found["7-14"]) {
		left += o.Left()
	}
	require.Equal(t, []models.Sum{{Currency: "RUB", Amount: left}}, ages[3].Left)
}

func (s *school) refusals(t *testing.T, whole services.Days) {
	t.Helper()
	rows, err := s.RefusalsByReason(s.ctx, s.owner, whole, nil)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Nil(t, rows[0].ID)
	require.Equal(t, s.ids("refused without reason", "to refund"), s.behind(t, s.owner, rows[0].Orders, "no reason"))
	require.EqualValues(t, 2, *rows[1].ID)
	require.NotEmpty(t, rows[1].Name)
	require.Equal(t, s.ids("refused"), s.behind(t, s.owner, rows[1].Orders, "a reason"))
}

func (s *school) stages(t *testing.T, whole services.Days) {
	t.Helper()
	board, before, err := s.StageConversion(s.ctx, s.owner, 0, whole, nil)
	require.NoError(t, err)
	for name, stage := range map[string]int{"paid": 1, "overpaid": 3, "false": 2} {
		_, err := s.MoveStage(s.ctx, s.owner, services.OrderRef{ID: s.orders[name].ID}, board.Stages[stage].ID)
		require.NoError(t, err)
	}
	_, after, err := s.StageConversion(s.ctx, s.owner, board.ID, whole, nil)
	require.NoError(t, err)
	require.Equal(t, before[0].Reached.Count, after[0].Reached.Count, "whoever has come further has passed the first")
	require.Equal(t, before[0].Standing.Count-2, after[0].Standing.Count)
	require.Equal(t, s.ids("paid", "overpaid"), s.behind(t, s.owner, after[1].Reached, "reached"))
	require.Equal(t, s.ids("overpaid"), s.behind(t, s.owner, after[2].Reached, "reached"))
	require.Equal(t, s.ids("overpaid"), s.behind(t, s.owner, after[3].Converted, "converted"))
	for _, stage := range after {
		s.behind(t, s.owner, stage.Standing, "standing")
		s.behind(t, s.owner, stage.Converted, "converted")
	}
	_, _, err = s.StageConversion(s.ctx, s.owner, 1<<40, whole, nil)
	requireCode(t, models.CodeNotFound, err)
}

func (s *school) ownFigures(t *testing.T, whole services.Days) {
	t.Helper()
	mary := models.Actor{Kind: models.ActorPerson, ID: s.mary, Role: models.RoleManager, OwnOnly: true}
	d, err := s.Dashboard(s.ctx, mary, services.DashboardQuery{Days: whole, By: services.ByManager})
	require.NoError(t, err)
	require.Len(t, d.Rows, 1)
	require.Equal(t, "Mary", d.Rows[0].Title)
	require.Equal(t, plainOf(d.Total), plainOf(d.Rows[0].Figures))
	for name, cell := range cells(d.Total) {
		for _, id := range s.behind(t, mary, cell, name) {
			require.Equal(t, s.mary, *s.get(t, id).ManagerID)
		}
	}
	ages, err := s.UnpaidAges(s.ctx, mary, nil)
	require.NoError(t, err)
	for _, age := range ages {
		s.behind(t, mary, age.Orders, "own unpaid")
	}
}
