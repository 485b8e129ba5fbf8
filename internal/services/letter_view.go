package services

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Why a letter was written (MAIL-4).
const (
	WhyOrderCreated = "order_created" // an order was created; By and Via tell by whom and how
	WhyPayment      = "payment"       // money came
	WhyProcess      = "process"       // a block of a process
	WhyPerson       = "person"        // somebody sent it from the card
)

// LetterWhy is why a letter was written.
type LetterWhy struct {
	Kind         string
	By           models.Actor // kind, id and enrollment: who created the order, or sent the letter
	Via          string       // of WhyOrderCreated: how the order came
	BulkID       int64        // of WhyOrderCreated: the bulk operation that created it
	PaymentID    int64
	Amount       int64 // of WhyPayment
	Currency     models.Currency
	ProcessTitle string
	BlockTitle   string // its author's, "" where there is none
	Entry        string // of WhyProcess: how the object came into the process, an event's kind or "by_hand", "segment"
}

// LetterView is a letter with what people recognise it by.
type LetterView struct {
	models.Letter
	Customer    models.Customer // id, name and e-mail
	OrderNumber int64           // 0 without an order
	Why         LetterWhy
}

// letterLines gathers, for a page of letters, what their lines show.
type letterLines struct {
	customers   []models.Customer
	orders      []models.Order
	created     []models.OrderHistory
	payments    []models.Payment
	processes   []models.Process
	enrollments []models.Enrollment
	blocks      map[int64]*process.Compiled // by revision
}

// letterViews adds what people recognise letters by, in one trip.
func (s *Service) letterViews(tx *store.Tx, letters []models.Letter) ([]LetterView, error) {
	if len(letters) == 0 {
		return []LetterView{}, nil
	}
	l := &letterLines{blocks: map[int64]*process.Compiled{}}
	trip := tx.Trip()
	l.ask(trip, letters)
	if err := trip.Go(); err != nil {
		return nil, fmt.Errorf("read lines of letters: %w", err)
	}
	for _, e := range l.enrollments {
		compiled, err := s.revision(tx, e.RevisionID)
		if err != nil {
			return nil, err
		}
		l.blocks[e.RevisionID] = compiled
	}
	return l.views(letters), nil
}

func (l *letterLines) ask(trip *store.Trip, letters []models.Letter) {
	var customers, orders, processes, enrollments, payments []int64
	for i := range letters {
		letter := &letters[i]
		customers = append(customers, letter.CustomerID)
		orders = appendID(orders, letter.OrderID)
		processes, enrollments = appendID(processes, letter.ProcessID), appendID(enrollments, letter.EnrollmentID)
		if id := paymentBehind(letter); id != 0 {
			payments = append(payments, id)
		}
	}
	store.Ask(trip, &l.customers, "SELECT id, name, email FROM customers WHERE id IN ?", unique(customers))
	if len(orders) > 0 {
		store.Ask(trip, &l.orders, "SELECT id, number, created_via, created_by_kind, created_by_id, created_by_enrollment_id FROM orders WHERE id IN ?", unique(orders))
		store.Ask(trip, &l.created, "SELECT order_id, data FROM order_history WHERE order_id IN ? AND kind = 'created'", unique(orders))
	}
	if len(payments) > 0 {
		store.Ask(trip, &l.payments, "SELECT id, amount, currency FROM payments WHERE id IN ?", unique(payments))
	}
	if len(processes) > 0 {
		store.Ask(trip, &l.processes, "SELECT id, title FROM processes WHERE id IN ?", unique(processes))
	}
	if len(enrollments) > 0 {
		store.Ask(trip, &l.enrollments, "SELECT id, revision_id, cause_kind FROM enrollments WHERE id IN ?", unique(enrollments))
	}
}

func appendID(ids []int64, id *int64) []int64 {
	if id == nil {
		return ids
	}
	return append(ids, *id)
}

func (l *letterLines) views(letters []models.Letter) []LetterView {
	customers := byID(l.customers, func(c models.Customer) int64 { return c.ID })
	orders := byID(l.orders, func(o models.Order) int64 { return o.ID })
	views := make([]LetterView, len(letters))
	for i := range letters {
		letter := &letters[i]
		order := orders[orZero(letter.OrderID)]
		views[i] = LetterView{Letter: *letter, Customer: customers[letter.CustomerID], OrderNumber: order.Number, Why: l.why(letter, order)}
	}
	return views
}

func (l *letterLines) why(letter *models.Letter, order models.Order) LetterWhy {
	switch {
	case letter.EnrollmentID != nil:
		return l.whyProcess(letter)
	case letter.CauseKind == models.CausePerson:
		return LetterWhy{Kind: WhyPerson, By: models.Actor{Kind: models.ActorPerson, ID: personBehind(letter)}}
	case paymentBehind(letter) != 0:
		why := LetterWhy{Kind: WhyPayment, PaymentID: paymentBehind(letter)}
		for _, p := range l.payments {
			if p.ID == why.PaymentID {
				why.Amount, why.Currency = p.Amount, p.Currency
			}
		}
		return why
	default:
		by := models.Actor{Kind: order.CreatedByKind, ID: order.CreatedByID, EnrollmentID: order.CreatedByEnrollmentID}
		return LetterWhy{Kind: WhyOrderCreated, By: by, Via: order.CreatedVia, BulkID: l.bulkBehind(order.ID)}
	}
}

func (l *letterLines) whyProcess(letter *models.Letter) LetterWhy {
	why := LetterWhy{Kind: WhyProcess, By: models.Actor{Kind: models.ActorProcess, ID: orZero(letter.ProcessID), EnrollmentID: letter.EnrollmentID}}
	for _, p := range l.processes {
		if p.ID == why.By.ID {
			why.ProcessTitle = p.Title
		}
	}
	for _, e := range l.enrollments {
		if e.ID == *letter.EnrollmentID {
			why.Entry, why.BlockTitle = e.CauseKind, titleOfBlock(l.blocks[e.RevisionID], letter.Block)
		}
	}
	return why
}

func titleOfBlock(c *process.Compiled, id string) string {
	for _, b := range c.Definition.Blocks {
		if b.ID == id {
			return b.Title
		}
	}
	return ""
}

// bulkBehind is the bulk operation that created the order, 0 for none.
func (l *letterLines) bulkBehind(order int64) int64 {
	for _, entry := range l.created {
		var said struct {
			Bulk int64 `json:"bulk"`
		}
		if entry.OrderID == order && strings.Contains(entry.Data, `"bulk"`) {
			_ = json.Unmarshal([]byte(entry.Data), &said)
			return said.Bulk
		}
	}
	return 0
}

// personCause is the cause of a letter that a person sent.
const personCause = "person:%d:%s"

// personBehind is who sent the letter from the card.
func personBehind(l *models.Letter) (id int64) {
	var random string
	_, _ = fmt.Sscanf(l.Cause, personCause, &id, &random)
	return id
}

// Letter is one letter (right letter.read).
func (s *Service) Letter(ctx context.Context, actor models.Actor, id int64) (*LetterView, error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, err
	}
	var view *LetterView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		row, err := seenLetter(tx, actor, id)
		if err != nil {
			return err
		}
		views, err := s.letterViews(tx, []models.Letter{*row})
		if err == nil {
			view = &views[0]
		}
		return err
	})
	return view, err
}

// seenLetter reads a letter to a customer; one about an order that the actor does
// not see answers CodeNotFound (ROLE-2).
func seenLetter(tx *store.Tx, actor models.Actor, id int64) (*models.Letter, error) {
	row := new(models.Letter)
	if err := oneRow(tx, row, "letters", id); err != nil {
		return nil, err
	}
	if row.StaffID != nil {
		return nil, notFound("letters", id)
	}
	return row, demandOrder(tx, actor, row.OrderID, "letters", id)
}
