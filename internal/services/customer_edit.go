package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// EditCustomer replaces the contacts, the e-mail included. History says which
// fields changed, not to what: personal data stands in the row alone (CUS-1, PRIV-1).
func (s *Service) EditCustomer(ctx context.Context, actor models.Actor, id int64, p CustomerParams) (*models.Customer, error) {
	if err := actor.Demand(models.RightCustomerWrite); err != nil {
		return nil, err
	}
	if err := p.clean(); err != nil {
		return nil, err
	}
	row := new(models.Customer)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("customers", id, p.Version); err != nil {
			return err
		}
		if err := w.demandFree("customers", "email", p.Email, id); err != nil {
			return err
		}
		*row = models.Customer{}
		if err := oneRow(w.Tx, row, "customers", id); err != nil {
			return err
		}
		changed := p.changes(row)
		if len(changed) == 0 {
			return nil
		}
		if err := w.saveCustomer(row, p); err != nil {
			return err
		}
		kind := historyContact
		if changed[0] == "email" {
			kind = historyEmail
		}
		w.noteCustomer(id, actor, kind, data{"fields": changed})
		w.emit(actor, models.EventCustomerUpdated, aboutCustomer(id), data{"fields": changed})
		return nil
	})
	return row, s.taken(err, "customers")
}

// changes names the fields that differ; an e-mail comes first.
func (p *CustomerParams) changes(row *models.Customer) []string {
	if p.Language == "" {
		p.Language = row.Language
	}
	var changed []string
	for _, f := range []struct {
		name     string
		was, now string
	}{
		{"email", row.Email, p.Email},
		{"name", row.Name, p.Name},
		{"phone", row.Phone, p.Phone},
		{"language", row.Language, p.Language},
		{"time_zone", row.TimeZone, p.TimeZone},
	} {
		if f.was != f.now {
			changed = append(changed, f.name)
		}
	}
	return changed
}

func (w *work) saveCustomer(row *models.Customer, p CustomerParams) error {
	row.Email, row.Name, row.Phone, row.Language, row.TimeZone = p.Email, p.Name, p.Phone, p.Language, p.TimeZone
	row.Version, row.UpdatedAt = row.Version+1, w.now
	err := w.Exec(`UPDATE customers SET email = ?, name = ?, phone = ?, language = ?, time_zone = ?, version = ?, updated_at = ?
		WHERE id = ?`, row.Email, row.Name, row.Phone, row.Language, row.TimeZone, row.Version, row.UpdatedAt, row.ID).Error
	if err != nil {
		return fmt.Errorf("write customer: %w", err)
	}
	return w.putWords([]*models.Customer{row})
}

// TagParams adds tags to an object and takes others off it.
type TagParams struct {
	Add    []string
	Remove []string
}

func (p *TagParams) clean() error {
	var f faults
	p.Add, p.Remove = f.tags("add", p.Add), f.tags("remove", p.Remove)
	return f.err()
}

// TagCustomer changes a customer's tags and gives them all. A tag that is there
// already, or not there, changes nothing and makes no event.
func (s *Service) TagCustomer(ctx context.Context, actor models.Actor, id int64, p TagParams) (tags []string, err error) {
	if err := actor.Demand(models.RightCustomerWrite); err != nil {
		return nil, err
	}
	if err := p.clean(); err != nil {
		return nil, err
	}
	err = s.write(ctx, func(w *work) error {
		if err := w.lockVersion("customers", id, 0); err != nil {
			return err
		}
		for _, tag := range p.Add {
			if err := w.tagCustomer(actor, id, tag); err != nil {
				return err
			}
		}
		for _, tag := range p.Remove {
			if err := w.untagCustomer(actor, id, tag); err != nil {
				return err
			}
		}
		w.made(string(models.SubjectCustomer), id)
		all, err := tagsOf(w.Tx, "customer_tags", "customer_id", []int64{id})
		tags = all[id]
		return err
	})
	return tags, err
}

// untagCustomer takes a tag off; one that is not there changes nothing.
func (w *work) untagCustomer(actor models.Actor, id int64, tag string) error {
	done := w.Exec("DELETE FROM customer_tags WHERE customer_id = ? AND tag = ?", id, tag)
	if done.Error != nil {
		return fmt.Errorf("untag customer: %w", done.Error)
	}
	if done.RowsAffected > 0 {
		w.noteCustomer(id, actor, models.HistoryTagRemoved, data{"tag": tag})
		w.emit(actor, models.EventCustomerTagRemoved, aboutCustomer(id), data{"tag": tag})
	}
	return nil
}
