package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Profile is what is known of a customer.
type Profile struct {
	Customer
	Orders      []Order             `json:"orders"`
	Purchases   []Purchase          `json:"purchases"`
	Payments    []Payment           `json:"payments"`
	Deposits    []Balance           `json:"deposits"`
	Letters     []Letter            `json:"letters"`
	Enrollments []EnrollmentOutline `json:"enrollments"`
	History     []HistoryEntry      `json:"history"`
}

// EnrollmentOutline is an enrollment in a list of everything.
type EnrollmentOutline struct {
	ID        int64      `json:"id"`
	ProcessID int64      `json:"process_id"`
	OrderID   *int64     `json:"order_id"`
	State     string     `json:"state"`
	Outcome   string     `json:"outcome"`
	CreatedAt time.Time  `json:"created_at"`
	EndedAt   *time.Time `json:"ended_at"`
}

// HistoryEntry is one line of an append-only history (ORD-7). Data holds ids, codes and sums.
type HistoryEntry struct {
	ID      int64           `json:"id"`
	Kind    string          `json:"kind"`
	Actor   Author          `json:"actor"`
	Data    json.RawMessage `json:"data"`
	Comment string          `json:"comment,omitempty"`
	At      time.Time       `json:"at"`
}

// Author is who did something: a person, a process (with its enrollment), a gateway, ….
type Author struct {
	Kind         string `json:"kind" doc:"person, process, gateway (the entry of its payment names it), import, customer or system"`
	ID           int64  `json:"id" doc:"Of the member of staff, process or customer; 0 when there is none"`
	EnrollmentID *int64 `json:"enrollment_id" doc:"The enrollment that acted, when a process did"`
}

func showHistory(h *models.OrderHistory) HistoryEntry {
	return HistoryEntry{
		ID: h.ID, Kind: h.Kind, Actor: Author{string(h.ActorKind), h.ActorID, h.EnrollmentID}, Data: raw(h.Data), Comment: h.Comment, At: h.At.UTC(),
	}
}

func showCustomerHistory(h *models.CustomerHistory) HistoryEntry {
	return HistoryEntry{ID: h.ID, Kind: h.Kind, Actor: Author{string(h.ActorKind), h.ActorID, h.EnrollmentID}, Data: raw(h.Data), At: h.At.UTC()}
}

// raw passes stored JSON on.
func raw(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("null")
	}
	return json.RawMessage(text)
}

// each shows rows one by one.
func each[R, T any](rows []R, show func(*R) T) []T {
	shown := make([]T, len(rows))
	for i := range rows {
		shown[i] = show(&rows[i])
	}
	return shown
}

func (a *api) getProfile(ctx context.Context, in *ByID) (*one[Profile], error) {
	p, err := a.service.CustomerProfile(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(a.showProfile(ctx, p), p.Version), nil
}

func (a *api) showProfile(ctx context.Context, p *services.Profile) Profile {
	return Profile{
		Customer: showCustomer(&p.CustomerView), Orders: each(p.Orders, showOrder), Purchases: each(p.Purchases, a.showPurchase),
		Payments: each(p.Payments, showPayment), Deposits: each(p.Deposits, showBalance), Letters: each(p.Letters, showLetter(ctx)),
		Enrollments: each(p.Enrollments, outline), History: each(p.History, showCustomerHistory),
	}
}

func outline(e *models.Enrollment) EnrollmentOutline {
	return EnrollmentOutline{
		ID: e.ID, ProcessID: e.ProcessID, OrderID: e.OrderID, State: e.State, Outcome: e.Outcome, CreatedAt: e.CreatedAt.UTC(), EndedAt: inUTC(e.EndedAt),
	}
}
