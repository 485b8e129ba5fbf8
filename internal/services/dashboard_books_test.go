package services_test

import (
	"cmp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// books are a school's rows, from which figures are computed a second time.
type books struct {
	orders   []models.Order
	items    map[int64][]models.OrderItem
	payments map[int64][]models.Payment // the accepted ones, by their time
}

func (s *school) books(t *testing.T) *books {
	t.Helper()
	k := &books{items: map[int64][]models.OrderItem{}, payments: map[int64][]models.Payment{}}
	k.orders = all[models.Order](t, s.bundle, "SELECT * FROM orders WHERE status <> 'false'")
	for _, item := range all[models.OrderItem](t, s.bundle, "SELECT * FROM order_items") {
		k.items[item.OrderID] = append(k.items[item.OrderID], item)
	}
	for _, p := range all[models.Payment](t, s.bundle, "SELECT * FROM payments WHERE state = 'accepted'") {
		k.payments[*p.OrderID] = append(k.payments[*p.OrderID], p)
	}
	for _, list := range k.payments {
		slices.SortFunc(list, func(a, b models.Payment) int { return cmp.Or(a.PaidAt.Compare(*b.PaidAt), cmp.Compare(a.ID, b.ID)) })
	}
	return k
}

// figures are those of one row, as the rules define them.
func (k *books) figures(t *testing.T, days services.Days, by, key string) plain {
	t.Helper()
	in := func(at *time.Time) bool {
		if at == nil {
			return false
		}
		day := at.In(moscow).Format("2006-01-02")
		return day >= days.From && day <= days.To
	}
	p := plain{Revenue: map[models.Currency]int64{}, Average: map[models.Currency]int64{}}
	bills := map[models.Currency]int64{}
	for _, o := range k.orders {
		if !k.belongs(&o, by, key) {
			continue
		}
		good := o.Cost > 0 && o.PaidInFull && o.Status != models.StatusCancelled
		p.Created += one01(in(&o.CreatedAt))
		p.Priced += one01(in(&o.CreatedAt) && o.Cost > 0)
		p.Converted += one01(in(&o.CreatedAt) && good)
		p.Cancelled += one01(o.Status == models.StatusCancelled && in(&o.StatusChangedAt))
		if good && in(o.PaidAt) {
			p.Paid++
			bills[o.Currency]++
			p.Average[o.Currency] += k.cost(&o, by, key)
		}
		k.earn(&p, &o, in, by, key)
	}
	for currency, n := range bills {
		p.Average[currency] /= n
	}
	return p
}

// earn counts the order's payments, the earlier ones first, up to what it counts as paid.
func (k *books) earn(p *plain, o *models.Order, in func(*time.Time) bool, by, key string) {
	counted, some := int64(0), false
	for _, payment := range k.payments[o.ID] {
		worth := min(payment.Amount, o.Paid-counted)
		counted += worth
		if in(payment.PaidAt) {
			some = true
			p.Revenue[o.Currency] += k.part(o, worth, by, key)
		}
	}
	p.RevenueOrders += one01(some)
}

// own are the order's items of an offer, or all of them.
func (k *books) own(o *models.Order, by, key string) []models.OrderItem {
	return slices.DeleteFunc(slices.Clone(k.items[o.ID]), func(i models.OrderItem) bool {
		return by == services.ByOffer && strconv.FormatInt(i.OfferID, 10) != key
	})
}

func (k *books) cost(o *models.Order, by, key string) (sum int64) {
	for _, item := range k.own(o, by, key) {
		sum += item.Price * item.Quantity
	}
	return sum
}

// part is what of an order's money an offer has, in millionths; elsewhere all of it.
func (k *books) part(o *models.Order, amount int64, by, key string) (sum int64) {
	if by != services.ByOffer {
		return amount
	}
	for _, item := range k.own(o, by, key) {
		sum += amount * (item.Price * item.Quantity * 1_000_000 / o.Cost) / 1_000_000
	}
	return sum
}

func (k *books) belongs(o *models.Order, by, key string) bool {
	switch by {
	case services.ByOffer:
		return slices.ContainsFunc(k.items[o.ID], func(i models.OrderItem) bool { return strconv.FormatInt(i.OfferID, 10) == key })
	case services.ByManager:
		return (o.ManagerID == nil && key == "") || (o.ManagerID != nil && strconv.FormatInt(*o.ManagerID, 10) == key)
	case services.BySource:
		return o.Source == key
	default:
		return true
	}
}

func one01(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// A day that is 23 or 25 hours long is a day.
func TestDashboardWhenClocksChange(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.ChangeSettings(b.ctx, b.owner, services.SettingsParams{AccountName: "School", TimeZone: "Europe/Berlin", Language: "en"})
		require.NoError(t, err)
		b.clock.MoveTo(time.Date(2026, 3, 29, 21, 59, 0, 0, time.UTC)) // 23:59, on the day of 23 hours
		b.order(t)
		b.pass(time.Minute)
		b.order(t)
		t.Run("REP-1/clocks-change", func(t *testing.T) {
			d, err := b.Dashboard(b.ctx, b.owner, services.DashboardQuery{Days: services.Days{From: "2026-03-28", To: "2026-03-30"}, By: services.ByDay})
			require.NoError(t, err)
			require.Equal(t, []int64{0, 1, 1}, []int64{d.Rows[0].Created.Count, d.Rows[1].Created.Count, d.Rows[2].Created.Count})
		})
	})
}
