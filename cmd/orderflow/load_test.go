//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// rush is bulk operations, processes, buyers, payments and managers at once,
// over the same few customers and orders, so that everybody wants the same rows.
type rush struct {
	*topology
	people         []int64
	single, many   int64
	orders         chan placedOrder // for those who work with them
	placed, worked atomic.Int64
	mu             sync.Mutex
	answers        map[string]int // other than success, by what was asked
}

// Nothing locks up for good, and no answer is a fault of ours (BLK-5, ST-9).
func TestMixedLoadPostgres(t *testing.T) {
	t.Parallel()
	l := &rush{topology: produce(t, outageDays...), orders: make(chan placedOrder, 1000), answers: map[string]int{}}
	l.single, l.many = l.offer("single", true), l.offer("many", true)
	for i := range 40 {
		l.people = append(l.people, l.customer(fmt.Sprintf("person%d@example.com", i)))
	}
	l.publish(object{"template": "unpaid_reminders"})
	length := time.Duration(scale(600)) * time.Second
	until, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var everybody errgroup.Group
	for _, work := range []func(context.Context) error{l.buys, l.buys, l.pays, l.tags, l.cancels, l.operates} {
		everybody.Go(func() error { return work(until) })
	}
	require.NoError(t, everybody.Wait())
	l.settled(longest)

	t.Logf("%s: %d orders placed, %d worked with, %d made in bulk; answers other than success: %v", length, l.placed.Load(), l.worked.Load(),
		l.one("SELECT count(*) FROM bulk_items WHERE state = 'done'"), l.answers)
	require.Zero(t, l.one("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
	require.Zero(t, l.one("SELECT count(*) FROM bulk_items WHERE state = 'failed'"))
	require.Zero(t, l.one("SELECT count(*) FROM outbox"), "an event was parked")
	require.Zero(t, l.one("SELECT count(*) FROM enrollments WHERE state <> 'ended'"))
	require.Zero(t, l.one(cancelledAfterMoney+" AND c.actor_kind IN ('process', 'system')"), "cancelled by automation with its money there")
	require.Zero(t, l.one("SELECT count(*) FROM orders WHERE status = 'payed' AND paid < cost"))
}

func (l *rush) one(query string) int64 { return rows[int64](l.topology, query)[0] }

// ask makes one call. An answer of 500 is a fault; others than success are counted.
func (l *rush) ask(path, key string, body, into any) error {
	headers := map[string]string{}
	if key != "" {
		headers["Idempotency-Key"] = key
	}
	return l.answered("POST "+strings.SplitN(path, "/", 5)[3], func() (int, string) { return l.call("POST", path, headers, body, into) })
}

func (l *rush) answered(what string, call func() (int, string)) error {
	status, text := call()
	if status == 0 || status == http.StatusInternalServerError {
		return fmt.Errorf("%s: %d %s", what, status, text)
	}
	if status >= 300 {
		l.mu.Lock()
		l.answers[fmt.Sprintf("%s %d", what, status)]++
		l.mu.Unlock()
	}
	return nil
}

func (l *rush) buys(until context.Context) error {
	for until.Err() == nil {
		var o placedOrder
		n := l.placed.Add(1)
		err := l.ask("/api/v1/orders", fmt.Sprintf("order-%d", n), object{
			"customer_id": l.people[rand.IntN(len(l.people))], "items": []any{object{"offer_id": l.single}},
		}, &o)
		if err != nil {
			return err
		}
		select {
		case l.orders <- o:
		default:
		}
	}
	return nil
}

// pays, tags and cancels take the orders from the same line: each order meets one or several of them.
func (l *rush) pays(until context.Context) error {
	return l.each(until, func(o placedOrder) error {
		return l.answered("POST notification", func() (int, string) { return l.notify(o) })
	})
}

func (l *rush) tags(until context.Context) error {
	return l.each(until, func(o placedOrder) error {
		if err := l.ask(fmt.Sprintf("/api/v1/orders/%d/tags", o.ID), "", object{"add": []string{"seen"}}, nil); err != nil {
			return err
		}
		return l.ask(fmt.Sprintf("/api/v1/customers/%d/tags", l.people[rand.IntN(len(l.people))]), "", object{"add": []string{fmt.Sprintf("tag%d", o.ID%7)}}, nil)
	})
}

func (l *rush) cancels(until context.Context) error {
	return l.each(until, func(o placedOrder) error {
		return l.ask(fmt.Sprintf("/api/v1/orders/%d/status", o.ID), "", object{"status": "cancelled", "comment": "changed their mind"}, nil)
	})
}

func (l *rush) each(until context.Context, do func(placedOrder) error) error {
	for {
		select {
		case o := <-l.orders:
			if o.ID != 0 {
				l.worked.Add(1)
				if err := do(o); err != nil {
					return err
				}
			}
			if o.ID%3 == 0 {
				select {
				case l.orders <- o: // somebody else wants it too
				default:
				}
			}
		case <-until.Done():
			return nil
		}
	}
}

// operates gives everybody an order in bulk, and cancels in bulk what is new.
func (l *rush) operates(until context.Context) error {
	for until.Err() == nil {
		for _, operation := range []object{
			{"kind": "create_orders", "rule": object{"all": []any{}}, "create": object{"offer_id": l.many}},
			{"kind": "change_status", "rule": object{"all": []any{
				object{"field": "order.status", "op": "is", "value": "new"}, object{"field": "order.offer_code", "op": "one_of", "value": []string{"many"}},
			}}, "status": object{"to": "cancelled"}},
		} {
			var op struct {
				ID    int64
				State string
			}
			if err := l.ask("/api/v1/bulk-operations", "", operation, &op); err != nil {
				return err
			}
			path := fmt.Sprintf("/api/v1/bulk-operations/%d", op.ID)
			for op.State != "done" && until.Err() == nil {
				if err := l.answered("GET bulk", func() (int, string) { return l.call("GET", path, nil, nil, &op) }); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
