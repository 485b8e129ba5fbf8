package services

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/models"
)

// orderCursor is the place after a row of a sorted list.
type orderCursor struct {
	Sort      string `json:"s"`
	Ascending bool   `json:"a,omitempty"`
	Value     int64  `json:"v"` // times as microseconds
	ID        int64  `json:"i"`
}

func (q *OrderQuery) cursorAfter(o *models.Order) string {
	c := orderCursor{Sort: q.Sort, Ascending: q.Ascending, ID: o.ID}
	switch q.Sort {
	case "created_at":
		c.Value = o.CreatedAt.UnixMicro()
	case "updated_at":
		c.Value = o.UpdatedAt.UnixMicro()
	case "cost":
		c.Value = o.Cost
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
	return c, c.written() == written
}

// after is the condition of the rows behind the query's cursor. A cursor of another
// sorting, and one of a time that no order can have, answers CodeInvalidCursor.
func (q *OrderQuery) after() (condition, error) {
	c, ok := readCursor(q.Cursor)
	if !ok || c.Sort != q.Sort || c.Ascending != q.Ascending {
		return condition{}, models.NewFieldError("cursor", models.CodeInvalidCursor)
	}
	compare := "<"
	if q.Ascending {
		compare = ">"
	}
	switch q.Sort {
	case "id":
		return condition{sql: "orders.id " + compare + " ?", args: []any{c.ID}}, nil
	case "cost":
		return condition{sql: "(orders.cost, orders.id) " + compare + " (?, ?)", args: []any{c.Value, c.ID}}, nil
	default:
		at := time.UnixMicro(c.Value).UTC()
		// PostgreSQL fails on times that its calendar lacks.
		if at.Year() < 1900 || at.Year() >= 3000 {
			return condition{}, models.NewFieldError("cursor", models.CodeInvalidCursor)
		}
		return condition{sql: "(orders." + q.Sort + ", orders.id) " + compare + " (?, ?)", args: []any{at, c.ID}}, nil
	}
}
