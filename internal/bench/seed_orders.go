package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/orderflow/orderflow/internal/services"
)

// seedOrders draws what each order is like into the table seed, and writes them.
// Orders grow more frequent with the years; how they ended depends on their age.
func (s *stand) seedOrders(ctx context.Context, of *shop, customers, n int) error {
	for _, statement := range []string{
		"SELECT setseed(0.25);" + fmt.Sprintf(seedDraws, n, firstClone, customers),
		fmt.Sprintf(seedOutcomes, pick(orderOrigin, "(origin * 8)::int % 8"), seedOffers, seedManagers),
		"ALTER TABLE drawn_outcomes RENAME TO seed", "DROP TABLE drawn", "CREATE UNIQUE INDEX ON seed (id)", "ANALYZE seed",
	} {
		if err := s.exec(ctx, statement); err != nil {
			return err
		}
	}
	err := s.cloneFrom(ctx, "orders", fmt.Sprintf("r.id = %d", of.order), "seed g", map[string]string{
		"id": "g.id", "number": "g.id", "customer_id": "g.customer", "pay_token": "'" + tokenPrefix + "' || g.id",
		"status": "g.status", "cost": "g.cost", "list_cost": "g.cost", "paid": "g.paid", "paid_in_full": "g.paid >= g.cost",
		"board_id": "g.board", "stage_id": "g.stage", "manager_id": "g.manager", "source": "g.source",
		"created_via":       "(ARRAY['manual','link','api','bulk','process'])[1 + g.id % 5]",
		"refusal_reason_id": "CASE WHEN g.status = 'cancelled' AND g.id % 5 < 3 THEN 1 + g.id % 5 END",
		"cancelled_by":      "CASE WHEN g.status IN ('cancelled', 'false') THEN (ARRAY['automation','person'])[1 + g.id % 2] ELSE '' END",
		"payment_deadline":  "CASE WHEN g.id % 3 = 0 THEN g.created_at + interval '3 days' END", "deadline_action": "CASE WHEN g.id % 3 = 0 THEN 'keep' ELSE '' END",
		"created_at": "g.created_at", "updated_at": "g.changed_at", "status_changed_at": "g.changed_at",
		"paid_at":      "CASE WHEN g.paid >= g.cost THEN g.changed_at END",
		"completed_at": "CASE WHEN g.status = 'payed' THEN g.changed_at END",
	})
	return errors.Join(err, s.after(ctx, "orders", n))
}

// seedDraws are the independent draws of n orders, in the order of their creation.
const seedDraws = `CREATE UNLOGGED TABLE drawn AS
	SELECT %[2]d + g AS id, %[2]d + 1 + floor(power(random(), 1.4) * %[3]d)::bigint AS customer,
		least(now() - interval '1095 days' * (1 - power(g::float8 / %[1]d, 0.6)) + interval '6 hours' * random(), now() - interval '1 minute' * (%[1]d - g) / %[1]d) AS created_at,
		random() AS outcome, random() AS pace, random() AS choice, random() AS place, random() AS manager, random() AS origin
	FROM generate_series(1, %[1]d::bigint) g`

// seedOutcomes is what follows from the draws: half of the old orders were paid, the
// most others cancelled; of the fresh ones many are still open.
const seedOutcomes = `CREATE UNLOGGED TABLE drawn_outcomes AS
	WITH told AS (
		SELECT *, CASE
			WHEN outcome < 0.01 THEN 'false' WHEN outcome < 0.02 THEN 'waiting_for_return' WHEN outcome < 0.05 THEN 'part_payed'
			WHEN outcome < CASE WHEN created_at < now() - interval '14 days' THEN 0.56 ELSE 0.40 END THEN 'payed'
			WHEN outcome < CASE WHEN created_at < now() - interval '14 days' THEN 0.92 ELSE 0.55 END THEN 'cancelled'
			WHEN outcome < 0.94 THEN 'new' WHEN outcome < 0.96 THEN 'in_work' WHEN outcome < 0.98 THEN 'payment_waiting'
			WHEN outcome < 0.99 THEN 'pending' ELSE 'not_confirmed' END AS status
		FROM drawn),
	priced AS (
		SELECT *, 1 + floor(power(choice, 1.6) * %[2]d)::bigint AS offer FROM told)
	SELECT id, customer, created_at, status, offer, (offer * 250000 - 10000)::bigint AS cost,
		CASE WHEN status IN ('payed', 'waiting_for_return') THEN offer * 250000 - 10000 WHEN status = 'part_payed' THEN offer * 100000 ELSE 0 END::bigint AS paid,
		least(created_at + interval '1 hour' + interval '6 days' * pace * pace, now() - interval '1 second') AS changed_at,
		CASE WHEN place < 0.9 THEN 1 ELSE 2 END::bigint AS board,
		CASE WHEN status = 'payed' AND place < 0.9 THEN 4 WHEN place < 0.9 THEN 1 + floor(place / 0.9 * 4) ELSE 5 + floor((place - 0.9) * 30) END::bigint AS stage,
		CASE WHEN manager < 0.25 THEN NULL ELSE 2 + floor((manager - 0.25) / 0.75 * %[3]d) END::bigint AS manager,
		CASE WHEN origin < 0.3 THEN '' ELSE %[1]s END AS source
	FROM priced ORDER BY id`

// seedAround gives each order its items, some tags, and its first entry of history.
func (s *stand) seedAround(ctx context.Context, of *shop) error {
	item := fmt.Sprintf("r.order_id = %d", of.order)
	line := map[string]string{
		"order_id": "g.id", "offer_id": "o.id", "title": "o.title", "price": "g.cost", "list_price": "g.cost", "created_at": "g.created_at",
	}
	return errors.Join(
		s.cloneFrom(ctx, "order_items", item, "seed g JOIN offers o ON o.id = g.offer", line),
		s.cloneFrom(ctx, "order_items", item, "(SELECT * FROM seed WHERE id % 12 = 0) g JOIN offers o ON o.id = 1 + g.offer % 12",
			withAll(line, map[string]string{"price": "0", "list_price": "0"})),
		s.exec(ctx, "INSERT INTO order_tags (order_id, tag) SELECT id, "+pick(orderTags, "id / 5 % 6")+" FROM seed WHERE id % 5 < 2"),
		s.cloneFrom(ctx, "order_history", item+" AND r.kind = 'created'", "seed g", map[string]string{"order_id": "g.id", "at": "g.created_at"}),
	)
}

// seedPayments writes the payments that the orders' sums count, a seventh of them in two parts.
func (s *stand) seedPayments(ctx context.Context, of *shop) error {
	_, _, err := s.Service.RecordPayment(ctx, of.owner, services.RecordPaymentParams{OrderID: of.order, Method: "transfer", Amount: price})
	if err != nil {
		return err
	}
	like := fmt.Sprintf("r.order_id = %d", of.order)
	paid := map[string]string{
		"order_id": "g.id", "customer_id": "g.customer", "paid_at": "g.changed_at", "created_at": "g.changed_at", "updated_at": "g.changed_at",
	}
	return errors.Join(
		s.cloneFrom(ctx, "payments", like, "(SELECT * FROM seed WHERE paid > 0 AND id % 7 > 0) g", withAll(paid, map[string]string{"amount": "g.paid"})),
		s.cloneFrom(ctx, "payments", like, "(SELECT * FROM seed WHERE paid > 0 AND id % 7 = 0) g", withAll(paid, map[string]string{
			"amount": "g.paid / 2", "paid_at": "g.created_at + (g.changed_at - g.created_at) / 2", "created_at": "g.created_at + (g.changed_at - g.created_at) / 2",
		})),
		s.cloneFrom(ctx, "payments", like, "(SELECT * FROM seed WHERE paid > 0 AND id % 7 = 0) g", withAll(paid, map[string]string{"amount": "g.paid - g.paid / 2"})),
	)
}
