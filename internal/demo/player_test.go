package demo_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/demo"
	"github.com/orderflow/orderflow/models"
)

// town is a shop, its world and its clock in memory. It does what is due only
// when it is released, and then looks at whatever was paid until then: a payment
// that was played too early or too late changes what comes out.
type town struct {
	now    time.Time
	steps  []townStep
	zone   *time.Location
	orders map[string]*townOrder
	stuck  bool
	broken error
	played []string
}

type townStep struct {
	wait models.Duration
	kind string
}

type townOrder struct {
	*demo.Order
	demo.Outcome
	next int // step that waits
	due  time.Time
	out  bool // nothing waits any more
}

func (w *town) Now() time.Time { return w.now }

func (w *town) MoveTo(at time.Time) {
	if at.After(w.now) {
		w.now = at
	}
}

func (w *town) Open(context.Context, *demo.Input, []byte, string) error { return nil }

func (w *town) Place(_ context.Context, o *demo.Order) error {
	if !w.now.Equal(o.CreatedAt) {
		return fmt.Errorf("placed at %s", w.now)
	}
	w.played = append(w.played, "order "+o.Number)
	n := &townOrder{Order: o, Outcome: demo.Outcome{Number: o.Number, FinalStatus: "new"}, due: o.CreatedAt}
	w.orders[o.Number] = n
	w.enter(n)
	return w.broken
}

// enter counts when the next step is due.
func (w *town) enter(o *townOrder) {
	if o.out = o.next == len(w.steps); o.out {
		return
	}
	due := w.steps[o.next].wait.AddTo(o.due, w.zone)
	if w.steps[o.next].wait.Amount > 0 {
		due = due.Add(time.Second - 1).Truncate(time.Second)
	}
	o.due = due
}

func (w *town) Pay(_ context.Context, p *demo.Payment) error {
	if !w.now.Equal(p.PaidAt) {
		return fmt.Errorf("paid at %s", w.now)
	}
	w.played = append(w.played, "payment "+p.Order.Number)
	o := w.orders[p.Order.Number]
	o.Paid += p.Amount
	if o.FinalStatus == "cancelled" {
		o.Late = append(o.Late, "reopen")
	}
	o.FinalStatus = "part_payed"
	if o.Paid >= o.Cost() {
		o.FinalStatus, o.Paid = "payed", o.Cost()
		if o.CompletedAt == nil {
			o.CompletedAt = &p.PaidAt
		}
	}
	return nil
}

func (w *town) Release() {
	for _, o := range w.orders {
		for !o.out && !o.due.After(w.now) {
			if o.Paid > 0 {
				o.out = true
				break
			}
			if w.steps[o.next].kind == "remind" {
				o.Reminders = append(o.Reminders, demo.Reminder{N: len(o.Reminders) + 1, At: o.due})
			} else {
				o.FinalStatus = "cancelled"
				o.CancelledAt = append(o.CancelledAt, o.due)
			}
			o.next++
			w.enter(o)
		}
	}
}

func (w *town) Busy(context.Context, time.Time) (int64, error) {
	if w.stuck {
		return 7, nil
	}
	return 0, nil
}

func (w *town) NextDue(context.Context) (at time.Time, ok bool, err error) {
	for _, o := range w.orders {
		if !o.out && (!ok || o.due.Before(at)) {
			at, ok = o.due, true
		}
	}
	return at, ok, nil
}

func (w *town) Dues(_ context.Context, until time.Time) (map[string]time.Time, error) {
	dues := map[string]time.Time{}
	for number, o := range w.orders {
		if !o.out && !o.due.After(until) {
			dues[number] = o.due
		}
	}
	return dues, nil
}

func (w *town) outcomes() map[string]demo.Outcome {
	all := map[string]demo.Outcome{}
	for number, o := range w.orders {
		all[number] = o.Outcome
	}
	return all
}

func (w *town) player() *demo.Player {
	return &demo.Player{Clock: w, Shop: w, World: w, Patience: 50 * time.Millisecond, Progress: func(int, int, time.Time) {}}
}

// TestPlayIsExact plays random histories around the days on which the clocks
// change, with payments crowded around the due times.
func TestPlayIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"}).Draw(r, "zone")
		location, err := time.LoadLocation(name)
		require.NoError(r, err)
		w, lines := drawProcess(r, location)
		in := drawHistory(r, w)
		plan, err := demo.ReadPlan([]byte(lineOf(lines...)), location)
		require.NoError(r, err)
		w.now = in.Begins().Add(-time.Hour)
		require.NoError(r, w.player().Play(t.Context(), in, plan))
		require.Len(r, w.played, len(in.Orders)+len(in.Payments))
		want, err := demo.Expect(t.Context(), in, plan)
		require.NoError(r, err)
		require.Empty(r, demo.Compare(w.outcomes(), want))
	})
}

func drawProcess(r *rapid.T, location *time.Location) (w *town, lines []string) {
	w = &town{zone: location, orders: map[string]*townOrder{}}
	n := rapid.IntRange(0, 4).Draw(r, "steps")
	for i := range n {
		wait := models.Duration{
			Amount: int64(rapid.IntRange(0, 3).Draw(r, "amount")),
			Unit:   rapid.SampledFrom([]string{"days", "hours", "minutes", "days"}).Draw(r, "unit"),
		}
		kind := "remind"
		if i == n-1 && rapid.Bool().Draw(r, "cancels") {
			kind = "cancel"
		}
		w.steps = append(w.steps, townStep{wait, kind})
		lines = append(lines, fmt.Sprintf("%d %s %s", wait.Amount, wait.Unit, kind))
	}
	return w, lines
}

func drawHistory(r *rapid.T, w *town) *demo.Input {
	in := &demo.Input{}
	begin := rapid.SampledFrom([]time.Time{moment("2026-03-27T20:00:00Z"), moment("2026-10-23T20:00:00Z"), moment("2026-04-03T12:00:00Z")}).Draw(r, "begin")
	offer := &demo.Offer{Code: "go", Currency: "RUB", AutoComplete: true, LatePolicy: models.LateReopen}
	for i := range rapid.IntRange(1, 6).Draw(r, "orders") {
		created := begin.Add(time.Duration(rapid.IntRange(0, 60*60*48).Draw(r, "created")) * time.Second)
		in.Orders = append(in.Orders, demo.Order{Number: fmt.Sprint(i + 1), Offer: offer, Quantity: 1, Price: 100, CreatedAt: created})
	}
	for i := range in.Orders {
		for range rapid.IntRange(0, 3).Draw(r, "payments") {
			in.Payments = append(in.Payments, demo.Payment{
				Order: &in.Orders[i], Kind: models.PaymentManual, Amount: int64(rapid.SampledFrom([]int{30, 50, 100}).Draw(r, "sum")), PaidAt: drawMoment(r, w, &in.Orders[i]),
			})
		}
	}
	return in
}

// drawMoment is at a due time, just beside it, or anywhere.
func drawMoment(r *rapid.T, w *town, o *demo.Order) time.Time {
	at := o.CreatedAt
	for i := range rapid.IntRange(0, len(w.steps)).Draw(r, "step") {
		at = w.steps[i].wait.AddTo(at, w.zone)
	}
	beside := rapid.SampledFrom([]time.Duration{0, time.Second, -time.Second, time.Microsecond, 3 * time.Hour, -3 * time.Hour, 30 * time.Hour}).Draw(r, "beside")
	if at = at.Add(beside); at.Before(o.CreatedAt) {
		return o.CreatedAt
	}
	return at
}

func TestPlayGivesUpOnWhatNeverEnds(t *testing.T) {
	t.Parallel()
	var h history
	h.order("1", "reopen", true, 100, "2026-03-01T09:00:00Z")
	w := &town{zone: time.UTC, orders: map[string]*townOrder{}, stuck: true}
	err := w.player().Play(t.Context(), &h.in, planOf(t, time.UTC, "1 days remind"))
	require.ErrorContains(t, err, "7 events, due orders or letters")
}

func TestPlayNamesTheRowThatFailed(t *testing.T) {
	t.Parallel()
	var h history
	h.order("42", "reopen", true, 100, "2026-03-01T09:00:00Z")
	w := &town{zone: time.UTC, orders: map[string]*townOrder{}, broken: errors.New("refused")}
	err := w.player().Play(t.Context(), &h.in, planOf(t, time.UTC, "1 days remind"))
	require.ErrorContains(t, err, "order 42: refused")
}

func TestScaleBoundsTheClock(t *testing.T) {
	t.Parallel()
	var h history
	h.order("1", "reopen", true, 100, "2026-03-01T09:00:00Z")
	w := &town{zone: time.UTC, orders: map[string]*townOrder{}}
	w.now = h.in.Begins()
	player := w.player()
	player.Scale = (24 * time.Hour).Seconds() * 4
	began := time.Now()
	require.NoError(t, player.Play(t.Context(), &h.in, planOf(t, time.UTC, "1 days remind")))
	require.GreaterOrEqual(t, time.Since(began), w.now.Sub(h.in.Begins())/time.Duration(player.Scale), "no faster than four days a second")
}

func TestPlayStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	var h history
	h.order("1", "reopen", true, 100, "2026-03-01T09:00:00Z")
	w := &town{zone: time.UTC, orders: map[string]*townOrder{}, stuck: true}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, w.player().Play(ctx, &h.in, planOf(t, time.UTC, "1 days remind")), context.Canceled)
}
