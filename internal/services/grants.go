package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxCap is the largest run that a grant may allow.
const maxCap = 1_000_000

// GrantParams gives one right to one manager.
type GrantParams struct {
	StaffID int64
	Right   models.Right
	Cap     int64 // the largest number of objects in one run
}

// Grant gives a right of models.Grantable to a manager, or changes its cap
// (ROLE-1). Whoever grants must have the right and bulk.approve, which owners and administrators do.
func (s *Service) Grant(ctx context.Context, actor models.Actor, p GrantParams) (*models.StaffGrant, error) {
	if err := demandGranter(actor, p.Right); err != nil {
		return nil, err
	}
	var f faults
	f.within("cap", p.Cap, 1, maxCap)
	if err := f.err(); err != nil {
		return nil, err
	}
	var grant *models.StaffGrant
	err := s.write(ctx, func(w *work) error {
		if err := w.demandManager(p.StaffID); err != nil {
			return err
		}
		w.made("grant", p.StaffID)
		grant = &models.StaffGrant{StaffID: p.StaffID, GrantRight: p.Right, Cap: p.Cap, GrantedBy: actor.ID, CreatedAt: w.now}
		return wrapped("write grant", w.Exec(`INSERT INTO staff_grants (staff_id, grant_right, cap, granted_by, created_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (staff_id, grant_right) DO UPDATE SET cap = excluded.cap, granted_by = excluded.granted_by, created_at = excluded.created_at`,
			grant.StaffID, grant.GrantRight, grant.Cap, grant.GrantedBy, grant.CreatedAt).Error)
	})
	return grant, err
}

// RevokeGrant takes the right back; runs that are under way go on.
func (s *Service) RevokeGrant(ctx context.Context, actor models.Actor, staffID int64, right models.Right) error {
	if err := demandGranter(actor, right); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		done := w.Exec("DELETE FROM staff_grants WHERE staff_id = ? AND grant_right = ?", staffID, right)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NewError(models.CodeNotFound, "kind", "grant", "id", staffID)
		}
		return wrapped("revoke grant", done.Error)
	})
}

// Grants lists a person's grants (right staff.read).
func (s *Service) Grants(ctx context.Context, actor models.Actor, staffID int64) ([]models.StaffGrant, error) {
	if err := actor.Demand(models.RightStaffRead); err != nil {
		return nil, err
	}
	var rows []models.StaffGrant
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Where("staff_id = ?", staffID).Order("grant_right").Find(&rows).Error
	})
	return rows, wrapped("list grants", err)
}

func demandGranter(actor models.Actor, right models.Right) error {
	if err := actor.Demand(models.RightBulkApprove); err != nil {
		return err
	}
	var f faults
	f.oneOf("right", string(right), rightNames(models.Grantable)...)
	if err := f.err(); err != nil {
		return err
	}
	return actor.Demand(right)
}

func (w *work) demandManager(id int64) error {
	var row models.Staff
	if err := w.Limit(1).Find(&row, id).Error; err != nil {
		return fmt.Errorf("read staff: %w", err)
	}
	if row.ID == 0 {
		return notFound("staff", id)
	}
	if row.Role != models.RoleManager || !row.Active {
		return models.NewFieldError("staff_id", models.CodeNotOneOf, "value", string(row.Role), "allowed", []string{string(models.RoleManager)})
	}
	return nil
}

func rightNames(rights models.Rights) []string {
	names := make([]string, len(rights))
	for i, right := range rights {
		names[i] = string(right)
	}
	return names
}
