package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ReasonParams is one entry of the account's list of refusal reasons (ST-11).
type ReasonParams struct {
	Name     string
	Ordinal  int64 // of a new one, 0 puts it last
	Archived bool  // no longer offered; orders that carry it keep it
	Version  int64 // of an edit: the version that was read; 0 changes whatever stands
}

func (p ReasonParams) admit(actor models.Actor) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	var f faults
	f.title("name", p.Name)
	f.within("ordinal", p.Ordinal, 0, 10_000)
	return f.err()
}

// CreateRefusalReason adds a reason (right catalog.write).
func (s *Service) CreateRefusalReason(ctx context.Context, actor models.Actor, p ReasonParams) (*models.RefusalReason, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	var row *models.RefusalReason
	err := s.write(ctx, func(w *work) error {
		if err := w.demandFree("refusal_reasons", "name", p.Name, 0); err != nil {
			return err
		}
		ordinal := p.Ordinal
		if ordinal == 0 {
			if err := w.Raw("SELECT COALESCE(MAX(ordinal), 0) + 1 FROM refusal_reasons").Scan(&ordinal).Error; err != nil {
				return fmt.Errorf("find the last reason: %w", err)
			}
		}
		row = &models.RefusalReason{Name: p.Name, Ordinal: ordinal, Archived: p.Archived, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
		if err := store.Insert(w.Tx, []*models.RefusalReason{row}); err != nil {
			return err
		}
		w.made("refusal_reason", row.ID)
		return nil
	})
	return row, s.taken(err, "refusal_reasons")
}

// EditRefusalReason renames, moves or archives a reason.
func (s *Service) EditRefusalReason(ctx context.Context, actor models.Actor, id int64, p ReasonParams) (*models.RefusalReason, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	row := new(models.RefusalReason)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("refusal_reasons", id, p.Version); err != nil {
			return err
		}
		if err := w.demandFree("refusal_reasons", "name", p.Name, id); err != nil {
			return err
		}
		err := w.Exec("UPDATE refusal_reasons SET name = ?, ordinal = ?, archived = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Name, p.Ordinal, p.Archived, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write reason: %w", err)
		}
		*row = models.RefusalReason{}
		return oneRow(w.Tx, row, "refusal_reasons", id)
	})
	return row, s.taken(err, "refusal_reasons")
}

// RefusalReasons lists the reasons by ordinal; archived ones on demand (right catalog.read).
func (s *Service) RefusalReasons(ctx context.Context, actor models.Actor, archived bool) ([]models.RefusalReason, error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	var rows []models.RefusalReason
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		list := tx.Order("ordinal, id")
		if !archived {
			list = list.Where("NOT archived")
		}
		return list.Find(&rows).Error
	})
	return rows, wrapped("list refusal reasons", err)
}

// RefusalReason is one reason.
func (s *Service) RefusalReason(ctx context.Context, actor models.Actor, id int64) (*models.RefusalReason, error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	row := new(models.RefusalReason)
	return row, s.one(ctx, row, "refusal_reasons", id)
}
