package demo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/demo"
	"github.com/orderflow/orderflow/models"
)

// history builds an input of one customer; sums are in minor units.
type history struct{ in demo.Input }

func (h *history) order(number, policy string, auto bool, cost int64, created string) *demo.Order {
	h.in.Orders = append(h.in.Orders, demo.Order{
		Number: number, Quantity: 1, Price: cost, CreatedAt: moment(created),
		Offer: &demo.Offer{Code: "o" + number, Price: cost, Currency: "RUB", AutoComplete: auto, LatePolicy: policy},
	})
	return &h.in.Orders[len(h.in.Orders)-1]
}

func (h *history) pay(o *demo.Order, amount int64, at string) {
	h.in.Payments = append(h.in.Payments, demo.Payment{Order: o, Amount: amount, PaidAt: moment(at), Kind: models.PaymentGateway})
}

func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// told is an outcome as a short line: status, paid, then what happened when.
func told(o demo.Outcome) string {
	words := []string{o.FinalStatus, models.FormatAmount(o.Paid, "JPY")}
	if o.CompletedAt != nil {
		words = append(words, "completed", o.CompletedAt.Format(time.RFC3339Nano))
	}
	for _, r := range o.Reminders {
		words = append(words, "reminded", r.At.Format(time.RFC3339Nano))
	}
	for _, at := range o.CancelledAt {
		words = append(words, "cancelled", at.Format(time.RFC3339Nano))
	}
	for _, late := range o.Late {
		words = append(words, "late", late)
	}
	return strings.Join(words, " ")
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestExpect(t *testing.T) {
	t.Parallel()
	type payment struct {
		amount int64
		at     string
	}
	const created = "2026-03-01T09:00:00Z"
	const reminded = " reminded 2026-03-02T09:00:00Z reminded 2026-03-03T09:00:00Z"
	const cancelled = reminded + " cancelled 2026-03-04T09:00:00Z"
	for _, c := range []struct {
		name, policy string
		manual       bool // no automatic completion
		cost         int64
		payments     []payment
		want         string
	}{
		{"never paid", "reopen", false, 100, nil, "cancelled 0" + cancelled},
		{"paid at once", "reopen", false, 100, []payment{{100, created}}, "payed 100 completed 2026-03-01T09:00:00Z"},
		{
			"paid after the first reminder", "reopen", false, 100,
			[]payment{{100, "2026-03-02T10:00:00Z"}},
			"payed 100 completed 2026-03-02T10:00:00Z reminded 2026-03-02T09:00:00Z",
		},
		{"paid at the moment of the reminder", "reopen", false, 100, []payment{{100, "2026-03-02T09:00:00Z"}}, "payed 100 completed 2026-03-02T09:00:00Z"},
		{"paid at the moment of the cancel", "reopen", false, 100, []payment{{100, "2026-03-04T09:00:00Z"}}, "payed 100 completed 2026-03-04T09:00:00Z" + reminded},
		{"costs nothing", "reopen", false, 0, nil, "payed 0 completed 2026-03-01T09:00:00Z"},
		{"in part", "reopen", false, 100, []payment{{40, "2026-03-01T10:00:00Z"}}, "part_payed 40"},
		{"in parts", "reopen", false, 100, []payment{{40, "2026-03-01T10:00:00Z"}, {60, "2026-03-09T10:00:00Z"}}, "payed 100 completed 2026-03-09T10:00:00Z"},
		{"twice", "reopen", false, 100, []payment{{100, "2026-03-01T10:00:00Z"}, {100, "2026-03-05T10:00:00Z"}}, "payed 100 completed 2026-03-01T10:00:00Z"},
		{"too much", "reopen", false, 100, []payment{{150, "2026-03-01T10:00:00Z"}}, "payed 100 completed 2026-03-01T10:00:00Z"},
		{"not completed by itself", "reopen", true, 100, []payment{{100, "2026-03-01T10:00:00Z"}}, "new 100"},
		{"in parts, not completed by itself", "reopen", true, 100, []payment{{40, "2026-03-01T10:00:00Z"}, {60, "2026-03-05T10:00:00Z"}}, "in_work 100"},
		{"ST-8/reopen", "reopen", false, 100, []payment{{100, "2026-03-05T10:00:00Z"}}, "payed 100 completed 2026-03-05T10:00:00Z" + cancelled + " late reopen"},
		{
			"ST-8/reopen in parts", "reopen", false, 100,
			[]payment{{40, "2026-03-05T10:00:00Z"}, {80, "2026-03-06T10:00:00Z"}},
			"payed 100 completed 2026-03-06T10:00:00Z" + cancelled + " late reopen",
		},
		{"ST-8/reopen with a part", "reopen", true, 100, []payment{{40, "2026-03-05T10:00:00Z"}}, "part_payed 40" + cancelled + " late reopen"},
		{"ST-8/reopen, not completed by itself", "reopen", true, 100, []payment{{100, "2026-03-05T10:00:00Z"}}, "in_work 100" + cancelled + " late reopen"},
		{"ST-8/deposit", "deposit", false, 100, []payment{{100, "2026-03-05T10:00:00Z"}, {100, "2026-03-06T10:00:00Z"}}, "cancelled 0" + cancelled + " late deposit late deposit"},
		{"ST-8/refund", "refund", false, 100, []payment{{150, "2026-03-05T10:00:00Z"}}, "cancelled 150" + cancelled + " late refund"},
		{"ST-8/ask", "ask", false, 100, []payment{{40, "2026-03-05T10:00:00Z"}, {80, "2026-03-06T10:00:00Z"}}, "cancelled 120" + cancelled + " late ask late ask"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var h history
			o := h.order("1", c.policy, !c.manual, c.cost, created)
			for _, p := range c.payments {
				h.pay(o, p.amount, p.at)
			}
			got, err := demo.Expect(t.Context(), &h.in, planOf(t, time.UTC, "1 days remind", "1 days remind", "1 days cancel"))
			require.NoError(t, err)
			require.Equal(t, c.want, told(got["1"]))
		})
	}
}

func TestExpectCountsTimeAsPeopleDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, zone, created, step, want string }{
		{"PRC-4/days over the clocks going forward", "Europe/Berlin", "2026-03-28T12:00:00Z", "1 days remind", "2026-03-29T11:00:00Z"},
		{"PRC-4/days over the clocks going back", "Europe/Berlin", "2026-10-24T12:00:00Z", "1 days remind", "2026-10-25T13:00:00Z"},
		{"PRC-4/a time that the clocks leave out", "Europe/Berlin", "2026-03-28T01:30:00Z", "1 days remind", "2026-03-29T01:00:00Z"},
		{"PRC-4/a time that the clocks show twice", "Europe/Berlin", "2026-10-24T00:30:00Z", "1 days remind", "2026-10-25T00:30:00Z"},
		{"PRC-4/hours are exact", "Europe/Berlin", "2026-03-28T12:00:00Z", "24 hours remind", "2026-03-29T12:00:00Z"},
		{"PRC-4/minutes are exact", "UTC", "2026-03-28T12:00:00Z", "90 minutes remind", "2026-03-28T13:30:00Z"},
		{"PRC-4/weeks", "Europe/Berlin", "2026-03-28T12:00:00Z", "1 weeks remind", "2026-04-04T11:00:00Z"},
		{"PRC-4/a day that was left out", "Pacific/Apia", "2011-12-29T20:00:00Z", "1 days remind", "2011-12-30T10:00:00Z"},
		{"rounded up to a second", "UTC", "2026-03-01T09:00:00.25Z", "1 hours remind", "2026-03-01T10:00:01Z"},
		{"at once is not rounded", "UTC", "2026-03-01T09:00:00.25Z", "remind", "2026-03-01T09:00:00.25Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var h history
			h.order("1", "reopen", true, 100, c.created)
			got, err := demo.Expect(t.Context(), &h.in, planOf(t, zone(t, c.zone), c.step))
			require.NoError(t, err)
			require.Equal(t, "new 0 reminded "+c.want, told(got["1"]))
		})
	}
}

func TestCompareNamesEveryDisagreement(t *testing.T) {
	t.Parallel()
	var h history
	h.order("1", "reopen", true, 100, "2026-03-01T09:00:00Z")
	h.order("2", "reopen", true, 100, "2026-03-01T09:00:00Z")
	plan := planOf(t, time.UTC, "1 days remind", "1 days cancel")
	want, err := demo.Expect(t.Context(), &h.in, plan)
	require.NoError(t, err)
	require.Empty(t, demo.Compare(want, want))

	at := moment("2026-03-05T09:00:00Z")
	for name, spoil := range map[string]func(*demo.Outcome){
		"final status":  func(o *demo.Outcome) { o.FinalStatus = "payed" },
		"paid":          func(o *demo.Outcome) { o.Paid = 1 },
		"completed at":  func(o *demo.Outcome) { o.CompletedAt = &at },
		"cancelled at":  func(o *demo.Outcome) { o.CancelledAt = append([]time.Time{at}, o.CancelledAt...) },
		"reminders":     func(o *demo.Outcome) { o.Reminders = nil },
		"late payments": func(o *demo.Outcome) { o.Late = []string{"ask"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := want["1"]
			spoil(&o)
			faults := demo.Compare(map[string]demo.Outcome{"1": o, "2": want["2"]}, want)
			require.Len(t, faults, 1)
			require.Contains(t, faults[0], "order 1: "+name+" ")
		})
	}
	require.Len(t, demo.Compare(map[string]demo.Outcome{"1": want["1"], "3": want["2"]}, want), 2, "one is missing, one too many")
}
