package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Clock is moved from moment to moment. Release lets everything run that is due by now.
type Clock interface {
	Now() time.Time
	MoveTo(at time.Time)
	Release()
}

// Shop is the doors through which the history is played.
type Shop interface {
	// Open makes the time zone, the offers, the customers and the process.
	Open(ctx context.Context, in *Input, process []byte, zone string) error
	// Place makes an order and tells its id.
	Place(ctx context.Context, o *Order) (int64, error)
	// Pay hands in a payment: a gateway's signed notification, or a manual payment.
	Pay(ctx context.Context, order int64, p *Payment, n int) error
}

// World looks into the installation; it changes nothing.
type World interface {
	// Busy counts what is still to be done by the clock: pending events, due members, letters.
	Busy(ctx context.Context) (int64, error)
	// NextDue is the next moment at which something falls due.
	NextDue(ctx context.Context) (at time.Time, ok bool, err error)
	// Dues are the next due times of orders up to a moment.
	Dues(ctx context.Context, until time.Time) (map[int64]time.Time, error)
	// Outcomes is what became of every order, by id.
	Outcomes(ctx context.Context) (map[int64]Outcome, error)
	// Changed tells of progress; the player waits for it instead of asking all the time.
	Changed() <-chan struct{}
}

// row is one input row on its way: an order or a payment.
type row struct {
	at      time.Time
	order   *Order
	payment *Payment
	n       int
}

// Player plays an input.
type Player struct {
	Clock Clock
	Shop  Shop
	World World
	// Scale is how many virtual seconds a real one may hold at most; 0 is as fast as possible.
	Scale float64
	// Progress hears of each window: how many rows are played of how many, and where the clock stands.
	Progress func(played, total int, at time.Time)

	ids      map[*Order]int64
	created  map[int64]time.Time
	shortest time.Duration
	began    time.Time
	start    time.Time
}

// window is how far the clock moves at once at most.
const window = 6 * time.Hour

// Play plays every row and then lets the clock run until nothing is due any more.
func (p *Player) Play(ctx context.Context, in *Input, line []planned) error {
	rows := schedule(in)
	p.ids, p.created, p.shortest = map[*Order]int64{}, map[int64]time.Time{}, shortestWait(line)
	p.began, p.start = time.Now(), p.Clock.Now()
	for played := 0; ; {
		end, ok, err := p.next(ctx, rows[played:])
		if err != nil || !ok {
			return err
		}
		n, err := p.window(ctx, rows[played:], end)
		if err != nil {
			return err
		}
		played += n
		p.Progress(played, len(rows), p.Clock.Now())
	}
}

// schedule puts all rows in the order in which they happened. At one and the
// same moment an order comes before a payment.
func schedule(in *Input) []row {
	rows := make([]row, 0, len(in.Orders)+len(in.Payments))
	orders := map[string]*Order{}
	for i := range in.Orders {
		o := &in.Orders[i]
		orders[o.Number] = o
		rows = append(rows, row{at: o.CreatedAt, order: o})
	}
	for i := range in.Payments {
		payment := &in.Payments[i]
		rows = append(rows, row{at: payment.PaidAt, order: orders[payment.Order.Number], payment: payment, n: i + 1})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	return rows
}

// next finds where the next window ends: at most a window past the next thing that happens.
func (p *Player) next(ctx context.Context, rows []row) (time.Time, bool, error) {
	due, ok, err := p.World.NextDue(ctx)
	if err != nil {
		return due, false, err
	}
	if len(rows) > 0 && (!ok || rows[0].at.Before(due)) {
		due, ok = rows[0].at, true
	}
	if due.Before(p.Clock.Now()) {
		due = p.Clock.Now()
	}
	step := window
	if p.Scale > 0 {
		step = min(window, time.Duration(p.Scale*float64(time.Second)/20))
	}
	return due.Add(step), ok, nil
}

// window plays the rows up to the end and then what is due up to it. It ends
// earlier where a payment would come after a due time of its own order.
func (p *Player) window(ctx context.Context, rows []row, end time.Time) (played int, err error) {
	dues, err := p.World.Dues(ctx, end)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if r.at.After(end) {
			break
		}
		if r.payment != nil && p.overtakes(r, dues) && played+p.behind(r, dues) > 0 {
			end = p.before(r, dues)
			break
		}
		if err := p.play(ctx, r); err != nil {
			return played, err
		}
		played++
	}
	if err := p.pace(ctx, end); err != nil {
		return played, err
	}
	p.Clock.MoveTo(end)
	p.Clock.Release()
	return played, p.settle(ctx)
}

// overtakes reports whether something of the order falls due before its payment, or might.
func (p *Player) overtakes(r row, dues map[int64]time.Time) bool {
	id, known := p.ids[r.order]
	if !known {
		return false
	}
	if due, ok := dues[id]; ok && due.Before(r.at) {
		return true
	}
	created, fresh := p.created[id]
	return fresh && !created.Add(p.shortest).After(r.at)
}

// behind tells whether waiting can help: something due is still to be carried out.
func (p *Player) behind(r row, dues map[int64]time.Time) int {
	if due, ok := dues[p.ids[r.order]]; ok && due.Before(r.at) {
		return 1
	}
	return 0
}

// before is the last moment that the window may reach so that the payment comes after what was due.
func (p *Player) before(r row, dues map[int64]time.Time) time.Time {
	at := r.at.Add(-time.Microsecond)
	if at.Before(p.Clock.Now()) {
		return p.Clock.Now()
	}
	_ = dues
	return at
}

func (p *Player) play(ctx context.Context, r row) error {
	p.Clock.MoveTo(r.at)
	if r.payment != nil {
		if err := p.Shop.Pay(ctx, p.ids[r.order], r.payment, r.n); err != nil {
			return fmt.Errorf("payment %d of order %s: %w", r.n, r.order.Number, err)
		}
		return nil
	}
	id, err := p.Shop.Place(ctx, r.order)
	if err != nil {
		return fmt.Errorf("order %s: %w", r.order.Number, err)
	}
	p.ids[r.order], p.created[id] = id, r.at
	return nil
}

// settle waits until everything that is due by the clock is done.
func (p *Player) settle(ctx context.Context) error {
	for {
		changed := p.World.Changed()
		busy, err := p.World.Busy(ctx)
		if err != nil {
			return err
		}
		if busy == 0 {
			clear(p.created)
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pace keeps the clock from running faster than the scale.
func (p *Player) pace(ctx context.Context, to time.Time) error {
	if p.Scale <= 0 {
		return nil
	}
	due := p.began.Add(time.Duration(float64(to.Sub(p.start)) / p.Scale))
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Compare names every order about which the installation and the second computation disagree.
func (p *Player) Compare(ctx context.Context, in *Input, line []planned, zone *time.Location) (outcomes []Outcome, faults []string, err error) {
	want, err := expect(ctx, in, line, zone)
	if err != nil {
		return nil, nil, err
	}
	got, err := p.World.Outcomes(ctx)
	if err != nil {
		return nil, nil, err
	}
	numbers := map[string]int64{}
	for o, id := range p.ids {
		numbers[o.Number] = id
	}
	for i := range in.Orders {
		number := in.Orders[i].Number
		outcome := got[numbers[number]]
		outcome.Number = number
		outcomes = append(outcomes, outcome)
		faults = append(faults, differences(outcome, want[number])...)
	}
	return outcomes, faults, nil
}

var _ = models.PaymentGateway
