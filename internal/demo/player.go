package demo

import (
	"context"
	"fmt"
	"time"
)

// Clock is moved from moment to moment. Release lets everything be carried out that is due by now.
type Clock interface {
	Now() time.Time
	MoveTo(at time.Time)
	Release()
}

// Shop is the doors through which the history is played.
type Shop interface {
	// Open makes the time zone, the offers, the customers and the process.
	Open(ctx context.Context, in *Input, process []byte, zone string) error
	// Place makes an order.
	Place(ctx context.Context, o *Order) error
	// Pay hands in a payment: a gateway's signed notification, or a manual payment.
	Pay(ctx context.Context, p *Payment) error
}

// World looks into the installation; it changes nothing. Orders go by the numbers of the input.
type World interface {
	// Busy counts what is still to be done by the moment: events, due members, letters.
	Busy(ctx context.Context, now time.Time) (int64, error)
	// NextDue is the next moment at which something falls due; ok is false when nothing ever will.
	NextDue(ctx context.Context) (at time.Time, ok bool, err error)
	// Dues are the next due times of orders, as far as they are not after a moment.
	Dues(ctx context.Context, until time.Time) (map[string]time.Time, error)
}

// Player plays an input, window by window. In a window the rows come first, in
// their order and each at its moment, and then what is due, each again at its
// own moment; windows are cut where that could make a difference (see cut).
type Player struct {
	Clock Clock
	Shop  Shop
	World World
	// Scale is how many virtual seconds a real one may hold at most; 0 is as fast as possible.
	Scale float64
	// Patience is how long the same things may stay unfinished before the play is given up.
	Patience time.Duration
	// Progress hears of each window: how many rows are played of how many, and where the clock stands.
	Progress func(played, total int, at time.Time)
}

// longest is how far the clock moves at once at most.
const longest = 6 * time.Hour

// pollEvery is how often it is asked whether everything is done.
const pollEvery = 3 * time.Millisecond

// Play plays every row and then lets the clock run until nothing is due any more.
func (p *Player) Play(ctx context.Context, in *Input, plan *Plan) error {
	rows := schedule(in)
	pace := pacer{scale: p.Scale, real: time.Now(), virtual: p.Clock.Now()}
	for left := rows; ; {
		end, ok, err := p.reach(ctx, left)
		if err != nil || !ok {
			return err
		}
		dues, err := p.World.Dues(ctx, end)
		if err != nil {
			return err
		}
		end = cut(left, dues, end, plan.earliest)
		for len(left) > 0 && !left[0].at.After(end) {
			if err := p.play(ctx, left[0]); err != nil {
				return err
			}
			left = left[1:]
		}
		if err := pace.wait(ctx, end); err != nil {
			return err
		}
		p.Clock.MoveTo(end)
		p.Clock.Release()
		if err := p.settle(ctx); err != nil {
			return err
		}
		p.Progress(len(rows)-len(left), len(rows), p.Clock.Now())
	}
}

// reach is how far the next window may go: a while past the next thing that happens.
func (p *Player) reach(ctx context.Context, rows []row) (end time.Time, ok bool, err error) {
	next, ok, err := p.World.NextDue(ctx)
	if err != nil {
		return next, false, err
	}
	if len(rows) > 0 && (!ok || rows[0].at.Before(next)) {
		next, ok = rows[0].at, true
	}
	if now := p.Clock.Now(); next.Before(now) {
		next = now
	}
	step := longest
	if p.Scale > 0 {
		step = min(step, time.Duration(p.Scale*float64(time.Second)/4))
	}
	return next.Add(step).Truncate(time.Microsecond), ok, nil
}

func (p *Player) play(ctx context.Context, r row) error {
	p.Clock.MoveTo(r.at)
	if r.payment == nil {
		if err := p.Shop.Place(ctx, r.order); err != nil {
			return fmt.Errorf("order %s: %w", r.order.Number, err)
		}
		return nil
	}
	if err := p.Shop.Pay(ctx, r.payment); err != nil {
		return fmt.Errorf("payment of order %s at %s: %w", r.order.Number, r.at.Format(time.RFC3339), err)
	}
	return nil
}

// settle waits until everything that is to be done by the clock is done.
func (p *Player) settle(ctx context.Context) error {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	before, since := int64(-1), time.Now()
	for {
		busy, err := p.World.Busy(ctx, p.Clock.Now())
		if err != nil || busy == 0 {
			return err
		}
		if busy != before {
			before, since = busy, time.Now()
		}
		if time.Since(since) > p.Patience {
			return fmt.Errorf("at %s %d events, due orders or letters have been unfinished for %s", p.Clock.Now().Format(time.RFC3339), busy, p.Patience)
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pacer keeps the clock from running faster than the scale.
type pacer struct {
	scale         float64
	real, virtual time.Time
}

func (c *pacer) wait(ctx context.Context, to time.Time) error {
	if c.scale <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(time.Until(c.real.Add(time.Duration(float64(to.Sub(c.virtual)) / c.scale))))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
