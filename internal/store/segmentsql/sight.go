package segmentsql

import (
	"strings"

	"github.com/orderflow/orderflow/models"
)

// Sight is how far rules see (ROLE-2): of related orders, purchases and payments
// to those that hang on the orders of one manager; all when Manager is 0. Which
// objects are asked about at all is for the caller to narrow.
type Sight struct{ Manager int64 }

const ownOrder = "EXISTS (SELECT 1 FROM orders own WHERE own.id = {o} AND own.manager_id = ?)"

// owned is when a row hangs on an order of the manager's, or on none. A payment
// hangs on the order that it is in now, wherever it came from.
var owned = map[models.SubjectKind]string{
	"order":    "{t}.manager_id = ?",
	"purchase": hangsOn("{t}.order_id"),
	"payment":  "({t}.order_id IS NULL OR " + hangsOn("{t}.order_id") + ")",
}

func hangsOn(column string) string { return strings.ReplaceAll(ownOrder, "{o}", column) }

// Of is the condition of the objects of a kind in sight, over their table named
// without alias; "" when all are.
func (v Sight) Of(object models.SubjectKind) (sql string, args []any) {
	return v.condition(scope{object, tables[object]})
}

// condition is what the sight asks of a row, "" when nothing.
func (v Sight) condition(at scope) (sql string, args []any) {
	template, known := owned[at.object]
	if v.Manager == 0 || !known {
		return "", nil
	}
	for range strings.Count(template, "?") {
		args = append(args, v.Manager)
	}
	return at.fill(template), args
}
