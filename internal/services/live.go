package services

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Topic is what somebody wants to hear of: a list, such as orders, or one object.
type Topic struct {
	Kind string
	ID   int64 // 0 for a list
}

// String is how topics are written: "orders", "order/12".
func (t Topic) String() string {
	if t.ID == 0 {
		return t.Kind
	}
	return t.Kind + "/" + strconv.FormatInt(t.ID, 10)
}

// ParseTopic reads a topic; ok is false for one that there cannot be.
func ParseTopic(text string) (t Topic, ok bool) {
	kind, number, named := strings.Cut(text, "/")
	t.Kind = kind
	if named {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || id < 1 || strconv.FormatInt(id, 10) != number {
			return Topic{}, false
		}
		t.ID = id
	}
	about, known := topics[kind]
	return t, known && about.one == named
}

// topic is what a kind of topic asks of people and of the database.
type topic struct {
	right models.Right
	one   bool // about one object, named by its id
	// seen refuses an object that there is not, or that the actor does not see.
	seen func(tx *store.Tx, actor models.Actor, id int64) error
	// mark is one row that differs once something has changed; ? is the id each time.
	mark string
}

// recent counts the last thousand rows of a journal beside its newest id: one
// that commits after a later one is noticed, too.
func recent(table string) string {
	return "SELECT (SELECT MAX(id) FROM " + table + ") AS a, (SELECT COUNT(*) FROM " + table + " WHERE id > (SELECT MAX(id) - 1000 FROM " + table + ")) AS b"
}

var topics = map[string]topic{
	"orders": {right: models.RightOrderRead, mark: recent("order_history")},
	"order": {right: models.RightOrderRead, one: true, seen: seesOrder, mark: `SELECT o.version AS a,
		(SELECT COUNT(*) FROM order_history h WHERE h.order_id = o.id) AS b,
		(SELECT SUM(CASE l.state WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 ELSE 3 END) FROM letters l WHERE l.order_id = o.id) AS c,
		(SELECT SUM(CASE p.state WHEN 'in_flight' THEN 1 ELSE 2 END) FROM payments p WHERE p.order_id = o.id) AS d,
		(SELECT COUNT(*) FROM money_decisions m WHERE m.order_id = o.id AND m.state = 'open') AS e,
		(SELECT SUM(t.visit * 100 + t.attempt) FROM enrollments n JOIN tokens t ON t.enrollment_id = n.id WHERE n.order_id = o.id) AS f,
		(SELECT COUNT(*) FROM enrollments n WHERE n.order_id = o.id AND n.state = 'active') AS g
		FROM orders o WHERE o.id = ?`},
	"customer": {right: models.RightCustomerRead, one: true, seen: seesAll[models.Customer]("customers"), mark: `SELECT c.version AS a,
		(SELECT MAX(e.id) FROM events e WHERE e.customer_id = c.id) AS b,
		(SELECT SUM(CASE l.state WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 ELSE 3 END) FROM letters l WHERE l.customer_id = c.id) AS c,
		(SELECT COUNT(*) FROM enrollments n WHERE n.customer_id = c.id AND n.state IN ('active', 'failed')) AS d
		FROM customers c WHERE c.id = ?`},
	"processes": {right: models.RightProcessRead, mark: `SELECT (SELECT SUM(version) FROM processes) AS a,
		(SELECT SUM(steps) FROM tallies) AS b, (SELECT MAX(id) FROM enrollments) AS c`},
	"process": {right: models.RightProcessRead, one: true, seen: seesAll[models.Process]("processes"), mark: `SELECT p.version AS a,
		(SELECT SUM(t.steps) FROM tallies t WHERE t.process_id = p.id) AS b
		FROM processes p WHERE p.id = ?`},
	"enrollment": {right: models.RightProcessRead, one: true, seen: seesEnrollment, mark: `SELECT t.block AS a, t.visit AS b, t.attempt AS c, t.state AS d, t.due AS e,
		(SELECT SUM(CASE l.state WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 ELSE 3 END) FROM letters l WHERE l.enrollment_id = t.enrollment_id) AS f
		FROM tokens t WHERE t.enrollment_id = ? ORDER BY t.token LIMIT 1`},
	"bulk-operations": {right: models.RightBulkRead, mark: "SELECT MAX(id) AS a, SUM(version) AS b, SUM(done + skipped + failed) AS c FROM bulk_operations"},
	"bulk":            {right: models.RightBulkRead, one: true, seen: seesBulk, mark: "SELECT version AS a, state AS b, total AS c, done AS d, skipped AS e, failed AS f FROM bulk_operations WHERE id = ?"},
	"decisions":       {right: models.RightOrderRead, mark: "SELECT MAX(id) AS a, (SELECT COUNT(*) FROM money_decisions WHERE state = 'open') AS b FROM money_decisions"},
	"letters": {right: models.RightLetterRead, mark: recent("letters") + `, (SELECT COUNT(*) FROM letters WHERE state = 'queued' AND batch_id IS NULL) AS c,
		(SELECT COUNT(*) FROM letter_batches WHERE state = 'open') AS d, (SELECT MAX(id) FROM letter_batches) AS e`},
}

func seesOrder(tx *store.Tx, actor models.Actor, id int64) error {
	var row models.Order
	if err := oneRow(tx, &row, "orders", id); err != nil {
		return err
	}
	return demandSeen(actor, &row)
}

func seesEnrollment(tx *store.Tx, actor models.Actor, id int64) error {
	var row models.Enrollment
	if err := oneRow(tx, &row, "enrollments", id); err != nil {
		return err
	}
	return demandOrder(tx, actor, row.OrderID, "enrollments", id)
}

func seesBulk(tx *store.Tx, actor models.Actor, id int64) error {
	_, err := seenBulk(tx, actor, id)
	return err
}

func seesAll[T any](table string) func(*store.Tx, models.Actor, int64) error {
	return func(tx *store.Tx, _ models.Actor, id int64) error { return oneRow(tx, new(T), table, id) }
}

// DemandTopics refuses topics of which the actor may not hear: each needs the
// right of its list, and an object must be one that the actor sees (ROLE-2). A
// topic says that something changed, never what.
func (s *Service) DemandTopics(ctx context.Context, actor models.Actor, wanted []Topic) error {
	for _, t := range wanted {
		if err := actor.Demand(topics[t.Kind].right); err != nil {
			return err
		}
	}
	return s.store.Browse(ctx, func(tx *store.Tx) error {
		for _, t := range wanted {
			if about := topics[t.Kind]; about.one {
				if err := about.seen(tx, actor, t.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Mark is a short text that differs once something of the topic has changed. It
// comes from the database alone, so that all processes of an installation agree on it.
func (s *Service) Mark(ctx context.Context, t Topic) (string, error) {
	about := topics[t.Kind]
	args := make([]any, strings.Count(about.mark, "?"))
	for i := range args {
		args[i] = t.ID
	}
	row := map[string]any{}
	err := s.store.Browse(ctx, func(tx *store.Tx) error { return tx.Raw(about.mark, args...).Scan(&row).Error })
	if err != nil {
		return "", fmt.Errorf("read mark of %s: %w", t.Kind, err)
	}
	sum := fnv.New64a()
	_, _ = fmt.Fprint(sum, row) // a map is printed in the order of its keys
	return strconv.FormatUint(sum.Sum64(), 36), nil
}

// DemandInForce answers CodeUnauthenticated once the actor's session or token has
// ended, or the person may do or see other things than before. It is no use of the session.
func (s *Service) DemandInForce(ctx context.Context, actor models.Actor) error {
	query := `SELECT s.role, s.own_orders_only AS own_only FROM sessions n JOIN staff s ON s.id = n.staff_id
		WHERE n.id = ? AND s.active AND n.expires_at > ?`
	if actor.Credential.Kind == models.CredentialToken {
		query = `SELECT s.role, s.own_orders_only AS own_only FROM api_tokens n JOIN staff s ON s.id = n.staff_id
			WHERE n.id = ? AND s.active AND n.revoked_at IS NULL AND (n.expires_at IS NULL OR n.expires_at > ?)`
	}
	var found []struct {
		Role    models.Role
		OwnOnly bool
	}
	err := s.store.Browse(ctx, func(tx *store.Tx) error { return tx.Raw(query, actor.Credential.ID, realNow()).Scan(&found).Error })
	if err != nil {
		return fmt.Errorf("look for credential: %w", err)
	}
	if len(found) == 0 || found[0].Role != actor.Role || found[0].OwnOnly != actor.OwnOnly {
		return models.NewError(models.CodeUnauthenticated)
	}
	return nil
}
