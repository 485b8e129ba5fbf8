package services

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// orderCursor is the place after a row of a sorted list.
type orderCursor struct {
	Sort      string `json:"s"`
	Ascending bool   `json:"a,omitempty"`
	Part      string `json:"p,omitempty"` // the stratum
	Text      string `json:"t,omitempty"` // the customer's name
	Value     int64  `json:"v"`           // what is sorted by; times as microseconds; of names the customer
	ID        int64  `json:"i"`
}

// cursorAfter is the place after a row of the stratum.
func (q *OrderQuery) cursorAfter(part *stratum, o *OrderRow) string {
	c := orderCursor{Sort: q.Sort, Ascending: q.Ascending, Part: part.key, ID: o.ID}
	if part.byName {
		c.Text, c.Value = o.Customer.SortName, o.CustomerID
	} else {
		c.Value = part.field.value(o)
	}
	return c.written()
}

func (c orderCursor) written() string {
	text, _ := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(text)
}

// readCursor reads what cursorAfter wrote and nothing else: a cursor says the
// same when it is written again.
func readCursor(written string) (c orderCursor, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(written)
	if err != nil || json.Unmarshal(text, &c) != nil {
		return c, false
	}
	return c, c.written() == written && !strings.ContainsRune(c.Text, 0)
}

// resume finds where the query's page begins: at which of the parts, and behind
// which place of it. A cursor of another sorting, and one of a time that no order
// can have, answers CodeInvalidCursor.
func (q *OrderQuery) resume(parts []stratum) (at int, behind condition, err error) {
	if q.Cursor == "" {
		return 0, condition{sql: "TRUE"}, nil
	}
	c, ok := readCursor(q.Cursor)
	at = slices.IndexFunc(parts, func(p stratum) bool { return p.key == c.Part })
	if !ok || c.Sort != q.Sort || c.Ascending != q.Ascending || at < 0 {
		return 0, behind, models.NewFieldError("cursor", models.CodeInvalidCursor)
	}
	behind, ok = parts[at].behind(c)
	if !ok {
		return 0, behind, models.NewFieldError("cursor", models.CodeInvalidCursor)
	}
	return at, behind, nil
}

// behind is the condition of the rows of the stratum that follow the cursor's.
func (p *stratum) behind(c orderCursor) (condition, bool) {
	than := " < "
	if p.ascending {
		than = " > "
	}
	if p.byName {
		// An index of one table cannot walk three columns of two: the first
		// condition leads it there, the second cuts what was on the page before.
		return condition{
			sql:  "(customers.sort_name, customers.id)" + than[:2] + "= (?, ?) AND ((customers.sort_name, customers.id)" + than + "(?, ?) OR orders.id" + than + "?)",
			args: []any{c.Text, c.Value, c.Text, c.Value, c.ID},
		}, true
	}
	if p.field.sql == "orders.id" {
		return condition{sql: "orders.id" + than + "?", args: []any{c.ID}}, true
	}
	value := any(c.Value)
	if p.field.moment {
		at := time.UnixMicro(c.Value).UTC()
		// PostgreSQL fails on times that its calendar lacks.
		if at.Year() < 1900 || at.Year() >= 3000 {
			return condition{}, false
		}
		value = at
	}
	return condition{sql: "(" + p.field.sql + ", orders.id)" + than + "(?, ?)", args: []any{value, c.ID}}, true
}

// compareAll compares texts and then ids.
func compareAll(a, b string, first, second int64) int {
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(first, second))
}
