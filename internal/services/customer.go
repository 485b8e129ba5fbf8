package services

import (
	"context"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxPhone is in characters; a phone is kept as it was written.
const maxPhone = 40

// Kinds of entry in a customer's history beside those of orders (CUS-1).
const (
	historyEmail   = "email_changed"
	historyContact = "contacts_changed"
)

// CustomerParams is what is known of a person.
type CustomerParams struct {
	Email    string
	Name     string
	Phone    string
	Language string   // "ru" or "en"; the account's when empty
	TimeZone string   // IANA name, "" when unknown
	Tags     []string // at creation only
	Source   string   // at creation only: by what channel they came
	Version  int64    // of an edit: the version that was read; 0 changes whatever stands
}

// CreateCustomer adds a person to the base. An e-mail that is known, whatever
// its case, answers CodeAlreadyExists with the id of its holder (CUS-1).
func (s *Service) CreateCustomer(ctx context.Context, actor models.Actor, p CustomerParams) (*models.Customer, error) {
	if err := actor.Demand(models.RightCustomerWrite); err != nil {
		return nil, err
	}
	if err := p.clean(); err != nil {
		return nil, err
	}
	var row *models.Customer
	err := s.write(ctx, func(w *work) error {
		if err := w.demandFree("customers", "email", p.Email, 0); err != nil {
			return err
		}
		rows, err := s.addCustomers(w, actor, []CustomerParams{p})
		if err != nil {
			return err
		}
		if rows[0] == nil {
			return models.NewError(models.CodeConflict)
		}
		row = rows[0]
		w.made(string(models.SubjectCustomer), row.ID)
		return nil
	})
	return row, err
}

// clean normalizes the input in place and reports every fault of it.
func (p *CustomerParams) clean() error {
	var f faults
	email, err := models.NormalizeEmail(p.Email)
	f.email(err)
	p.Email, p.Name, p.Phone = email, strings.TrimSpace(p.Name), strings.TrimSpace(p.Phone)
	f.line("name", p.Name, maxTitle)
	f.line("phone", p.Phone, maxPhone)
	if p.Language != "" {
		f.language(p.Language)
	}
	if p.TimeZone != "" {
		f.zone(p.TimeZone)
	}
	p.Tags = f.tags("tags", p.Tags)
	return f.err()
}

// addCustomers writes new people by ascending e-mail, so that two transactions
// never wait for each other; an e-mail that another one has just added is nil
// in the answer, which follows the order of the people. Repetitions are added once.
func (s *Service) addCustomers(w *work, actor models.Actor, people []CustomerParams) ([]*models.Customer, error) {
	account, err := s.Installation(w.Context())
	if err != nil {
		return nil, err
	}
	byEmail := map[string]*models.Customer{}
	for _, p := range people {
		if byEmail[p.Email] == nil {
			byEmail[p.Email] = p.row(w, account.Language)
		}
	}
	rows := make([]*models.Customer, 0, len(byEmail))
	for _, row := range byEmail {
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b *models.Customer) int { return strings.Compare(a.Email, b.Email) })
	written, err := store.InsertNew(w.Tx, rows)
	if err != nil {
		return nil, err
	}
	made := make([]*models.Customer, len(people))
	for i, p := range people {
		row := byEmail[p.Email]
		if row == nil || !written[row.ID] {
			continue
		}
		made[i] = row
		delete(byEmail, p.Email)
		if err := store.Put(w.Later(), wordsToFind(row)); err != nil {
			return nil, err
		}
		if err := s.welcome(w, actor, row, p.Tags); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (p CustomerParams) row(w *work, language string) *models.Customer {
	if p.Language != "" {
		language = p.Language
	}
	return &models.Customer{
		Email: p.Email, Name: p.Name, Phone: p.Phone, Language: language, TimeZone: p.TimeZone,
		Source: p.Source, SortName: sortName(p.Name), WordsVersion: 1, Version: 1, CreatedAt: w.now, UpdatedAt: w.now,
	}
}

func (s *Service) welcome(w *work, actor models.Actor, row *models.Customer, tags []string) error {
	if actor.Kind == models.ActorCustomer {
		actor.ID = row.ID // they came by themselves
	}
	w.noteCustomer(row.ID, actor, models.HistoryCreated, nil)
	w.emit(actor, models.EventCustomerCreated, aboutCustomer(row.ID), nil)
	for _, tag := range tags {
		if err := w.tagCustomer(actor, row.ID, tag); err != nil {
			return err
		}
	}
	return nil
}

// aboutCustomer makes the subject of a customer's event.
func aboutCustomer(id int64) subject {
	return subject{kind: models.SubjectCustomer, id: id, customer: id}
}
