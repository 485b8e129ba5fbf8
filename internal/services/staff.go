package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StaffParams is a person who works with orders.
type StaffParams struct {
	Name   string
	Email  string
	Role   models.Role
	Active bool
	// OwnOrdersOnly limits a manager to orders whose manager they are (ROLE-2).
	OwnOrdersOnly *bool // nil: as it is
	Version       int64 // of an edit: the version that was read; 0 changes whatever stands
}

// CreateStaff adds a person (right staff.write). An e-mail that is taken
// answers CodeAlreadyExists with the id of its holder.
func (s *Service) CreateStaff(ctx context.Context, actor models.Actor, p StaffParams) (*models.Staff, error) {
	if err := actor.Demand(models.RightStaffWrite); err != nil {
		return nil, err
	}
	email, err := p.validate()
	if err != nil {
		return nil, err
	}
	var row *models.Staff
	err = s.write(ctx, func(w *work) error {
		if err := w.demandFree("staff", "email", email, 0); err != nil {
			return err
		}
		row = &models.Staff{Name: p.Name, Email: email, Role: p.Role, Active: true, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
		if err := store.Insert(w.Tx, []*models.Staff{row}); err != nil {
			return err
		}
		w.made("staff", row.ID)
		return nil
	})
	return row, s.taken(err, "staff")
}

// EditStaff replaces what is known of a person. Somebody who is no longer
// active loses their tokens at once. The last active owner stays one:
// CodeLastOwner.
func (s *Service) EditStaff(ctx context.Context, actor models.Actor, id int64, p StaffParams) (*models.Staff, error) {
	if err := actor.Demand(models.RightStaffWrite); err != nil {
		return nil, err
	}
	email, err := p.validate()
	if err != nil {
		return nil, err
	}
	row := new(models.Staff)
	err = s.write(ctx, func(w *work) error {
		if err := w.lockOwners(); err != nil {
			return err
		}
		if err := w.lockVersion("staff", id, p.Version); err != nil {
			return err
		}
		if err := w.demandFree("staff", "email", email, id); err != nil {
			return err
		}
		err := w.Exec("UPDATE staff SET name = ?, email = ?, role = ?, active = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Name, email, p.Role, p.Active, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write staff: %w", err)
		}
		if err := w.settleStaff(id, p); err != nil {
			return err
		}
		if err := w.settleOwn(id, p); err != nil {
			return err
		}
		return wrapped("read staff", w.First(row, id).Error)
	})
	s.forgetTokens()
	return row, s.taken(err, "staff")
}

// settleStaff applies what a changed role or a leave means for the rest.
func (w *work) settleStaff(id int64, p StaffParams) error {
	if err := w.demandOwner(); err != nil {
		return err
	}
	if p.Role != models.RoleManager {
		if err := w.Exec("DELETE FROM staff_grants WHERE staff_id = ?", id).Error; err != nil {
			return fmt.Errorf("drop grants: %w", err)
		}
	}
	if p.Active {
		return nil
	}
	return wrapped("revoke tokens", w.Exec("UPDATE api_tokens SET revoked_at = ? WHERE staff_id = ? AND revoked_at IS NULL", realNow(), id).Error)
}

// settleOwn limits a manager to their own orders or lifts that; nobody else is limited (ROLE-2).
func (w *work) settleOwn(id int64, p StaffParams) error {
	own := p.OwnOrdersOnly
	if p.Role != models.RoleManager {
		if own != nil && *own {
			return models.NewFieldError("own_orders_only", models.CodeOnlyManagers)
		}
		own = new(bool)
	}
	if own == nil {
		return nil
	}
	return wrapped("limit to own orders", w.Exec("UPDATE staff SET own_orders_only = ? WHERE id = ?", *own, id).Error)
}

// RestrictStaff limits a manager to their own orders or lifts that (ROLE-2, right
// staff.restrict). version is the one that was read; 0 changes whatever stands.
// Another role answers CodeOnlyManagers.
func (s *Service) RestrictStaff(ctx context.Context, actor models.Actor, id, version int64, ownOnly bool) (*models.Staff, error) {
	if err := actor.Demand(models.RightStaffRestrict); err != nil {
		return nil, err
	}
	row := new(models.Staff)
	err := s.write(ctx, func(w *work) error {
		*row = models.Staff{}
		if err := w.lockVersion("staff", id, version); err != nil {
			return err
		}
		if err := oneRow(w.Tx, row, "staff", id); err != nil || row.OwnOrdersOnly == ownOnly {
			return err
		}
		if err := w.settleOwn(id, StaffParams{Role: row.Role, OwnOrdersOnly: &ownOnly}); err != nil {
			return err
		}
		if err := w.Exec("UPDATE staff SET version = version + 1, updated_at = ? WHERE id = ?", w.now, id).Error; err != nil {
			return fmt.Errorf("write staff: %w", err)
		}
		*row = models.Staff{}
		return wrapped("read staff", w.First(row, id).Error)
	})
	s.forgetTokens()
	return row, err
}

// lockOwners keeps two owners from removing each other at once.
func (w *work) lockOwners() error {
	var ids []int64
	err := w.Raw("SELECT id FROM staff WHERE role = ? AND active ORDER BY id"+w.LockClause(), models.RoleOwner).Scan(&ids).Error
	return wrapped("lock owners", err)
}

func (w *work) demandOwner() error {
	var owners int64
	if err := w.Model(&models.Staff{}).Where("role = ? AND active", models.RoleOwner).Count(&owners).Error; err != nil {
		return fmt.Errorf("count owners: %w", err)
	}
	if owners == 0 {
		return models.NewError(models.CodeLastOwner)
	}
	return nil
}

// Staff lists everybody, in the order in which they came; people who left included (right staff.read).
func (s *Service) Staff(ctx context.Context, actor models.Actor) ([]models.Staff, error) {
	if err := actor.Demand(models.RightStaffRead); err != nil {
		return nil, err
	}
	var rows []models.Staff
	err := s.store.Read(ctx, func(tx *store.Tx) error { return tx.Order("id").Find(&rows).Error })
	return rows, wrapped("list staff", err)
}

// StaffMember is one person (right staff.read; everybody may read themselves).
func (s *Service) StaffMember(ctx context.Context, actor models.Actor, id int64) (*models.Staff, error) {
	if actor.Kind != models.ActorPerson || actor.ID != id {
		if err := actor.Demand(models.RightStaffRead); err != nil {
			return nil, err
		}
	}
	row := new(models.Staff)
	return row, s.one(ctx, row, "staff", id)
}

func (p StaffParams) validate() (email string, err error) {
	var f faults
	f.title("name", p.Name)
	email, err = models.NormalizeEmail(p.Email)
	f.email(err)
	f.oneOf("role", string(p.Role), string(models.RoleOwner), string(models.RoleAdministrator), string(models.RoleManager))
	return email, f.err()
}
