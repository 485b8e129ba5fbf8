package services

import (
	"fmt"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/segmentsql"
	"github.com/orderflow/orderflow/models"
)

// A manager may be limited to orders whose manager they are (ROLE-2). Others'
// orders, and what hangs on them, are for such a person as if they did not exist.

// demandSeen answers CodeNotFound for an order that the actor does not see.
func demandSeen(actor models.Actor, o *models.Order) error {
	if actor.Sees(o) {
		return nil
	}
	return notFound("orders", o.ID)
}

// ownOrders is the condition of the orders that the actor sees, over the table orders.
func ownOrders(actor models.Actor) condition {
	if !actor.OwnOnly {
		return condition{table: "orders", sql: "TRUE"}
	}
	return condition{table: "orders", sql: "orders.manager_id = ?", args: []any{actor.ID}}
}

// ownBy is the condition of the rows that the actor sees, by the column that
// names their order. Rows of no order are everybody's.
func ownBy(actor models.Actor, column string) condition {
	if !actor.OwnOnly {
		return condition{sql: "TRUE"}
	}
	return condition{
		sql:  "(" + column + " IS NULL OR EXISTS (SELECT 1 FROM orders own WHERE own.id = " + column + " AND own.manager_id = ?))",
		args: []any{actor.ID},
	}
}

// ownOf is ownBy where rows of no order are nobody's but those who see all.
func ownOf(actor models.Actor, column string) condition {
	c := ownBy(actor, column)
	if actor.OwnOnly {
		c.sql = "(" + column + " IS NOT NULL AND " + c.sql + ")"
	}
	return c
}

// ownTables is the condition of the objects of a kind that the actor sees, over
// their table: the same that rules have for related objects.
func ownTables(actor models.Actor, object models.SubjectKind) condition {
	sql, args := sightOf(actor).Of(object)
	if sql == "" {
		return condition{sql: "TRUE"}
	}
	return condition{sql: sql, args: args}
}

// and is both conditions, over the table of the first.
func (c condition) and(more ...condition) condition {
	parts, args := []string{"(" + c.sql + ")"}, append([]any{}, c.args...)
	for _, one := range more {
		if one.sql != "TRUE" {
			parts, args = append(parts, "("+one.sql+")"), append(args, one.args...)
		}
	}
	return condition{table: c.table, sql: strings.Join(parts, " AND "), args: args}
}

// demandOrder answers CodeNotFound, about the object asked for, when it hangs on
// an order that the actor does not see.
func demandOrder(tx *store.Tx, actor models.Actor, order *int64, table string, id int64) error {
	if !actor.OwnOnly || order == nil {
		return nil
	}
	var seen int64
	own := ownOrders(actor)
	err := tx.Raw("SELECT COUNT(*) FROM orders WHERE id = ? AND "+own.sql, append([]any{*order}, own.args...)...).Scan(&seen).Error
	if err != nil {
		return fmt.Errorf("look for own order: %w", err)
	}
	if seen == 0 {
		return notFound(table, id)
	}
	return nil
}

// ownManager is the manager of a new order: the one wished, or the person who may
// have no other. Somebody else's name answers CodeOwnOrdersOnly.
func ownManager(actor models.Actor, wished *int64) (*int64, error) {
	if !actor.OwnOnly {
		return wished, nil
	}
	if wished != nil && *wished != actor.ID {
		return nil, models.NewError(models.CodeOwnOrdersOnly)
	}
	return &actor.ID, nil
}

// sightOf is how far rules see for the actor: others' orders do not exist in them, either.
func sightOf(actor models.Actor) segmentsql.Sight {
	if !actor.OwnOnly {
		return segmentsql.Sight{}
	}
	return segmentsql.Sight{Manager: actor.ID}
}

// everything is the sight of processes.
var everything = segmentsql.Sight{}
