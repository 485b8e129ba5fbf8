package services

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// maxPayload is how many values a custom event carries: codes and numbers, never text about people (PRIV-1).
const maxPayload = 10

var eventKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// EventParams is something that happened to a customer outside: "test_passed" (PRC-2).
type EventParams struct {
	Name       string         // a code
	CustomerID int64          // or, when 0,
	Email      string         // the e-mail of a known customer
	Payload    map[string]any // codes, whole numbers and flags by name; triggers match on them
}

// SendEvent puts a custom event about a customer into the outbox and gives its
// id (right event.send). An unknown customer answers CodeUnknownReference.
func (s *Service) SendEvent(ctx context.Context, actor models.Actor, p EventParams) (int64, error) {
	if err := actor.Demand(models.RightEventSend); err != nil {
		return 0, err
	}
	payload, err := p.clean()
	if err != nil {
		return 0, err
	}
	var event *models.Event
	err = s.write(ctx, func(w *work) error {
		id, err := w.findCustomer(p)
		if err != nil {
			return err
		}
		event = w.emit(actor, models.EventCustom, aboutCustomer(id), payload)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return event.ID, nil
}

func (p *EventParams) clean() (data, error) {
	var f faults
	f.code("name", p.Name, models.EventName)
	if p.CustomerID == 0 && p.Email == "" {
		f.add("customer_id", models.CodeRequired)
	}
	if p.Email != "" {
		email, err := models.NormalizeEmail(p.Email)
		f.email(err)
		p.Email = email
	}
	if len(p.Payload) > maxPayload {
		f.add("payload", models.CodeTooMany, "max", maxPayload)
	}
	payload := data{"name": p.Name}
	for _, key := range slices.Sorted(maps.Keys(p.Payload)) {
		path := "payload." + key
		if !eventKey.MatchString(key) || key == "name" {
			f.add(path, models.CodeUnknownField, "field", key)
			continue
		}
		f.scalar(path, p.Payload[key])
		payload[key] = whole(p.Payload[key])
	}
	return payload, f.err()
}

// scalar allows what an event may carry: a code, a whole number, a flag.
func (f *faults) scalar(path string, value any) {
	switch v := whole(value).(type) {
	case bool, int64:
	case string:
		f.code(path, v, models.EventName)
	default:
		f.add(path, models.CodeWrongType, "expected", "a code, a whole number, true or false")
	}
}

// whole gives numbers of JSON as int64 where they are whole.
func whole(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case int:
		return int64(v)
	}
	return value
}

func (w *work) findCustomer(p EventParams) (int64, error) {
	path, query, value := "customer_id", "SELECT id FROM customers WHERE id = ?", any(p.CustomerID)
	if p.Email != "" {
		path, query, value = "email", "SELECT id FROM customers WHERE email = ?", p.Email
	}
	var ids []int64
	if err := w.Raw(query, value).Scan(&ids).Error; err != nil {
		return 0, fmt.Errorf("find customer: %w", err)
	}
	if len(ids) == 0 || p.CustomerID != 0 && ids[0] != p.CustomerID {
		return 0, models.NewFieldError(path, models.CodeUnknownReference, "kind", "customer", "id", value)
	}
	return ids[0], nil
}
