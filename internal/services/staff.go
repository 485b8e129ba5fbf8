package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StaffParams is a person who works with orders.
type StaffParams struct {
	Name   string
	Email  string
	Role   models.Role
	Active bool
	// Language is "ru", "en" or "" for the account's.
	Language string
	// Invite sends the letter with the link to set a password; of a new person only.
	Invite bool
	// OwnOrdersOnly limits a manager to orders whose manager they are (ROLE-2).
	OwnOrdersOnly *bool // nil: as it is
	Version       int64 // of an edit: the version that was read; 0 changes whatever stands
}

// StaffView is a person with how they may log in.
type StaffView struct {
	models.Staff
	HasPassword bool
	Invitation  *Invitation // nil without one that is good
}

// Invitation is a link to join that was sent and is good.
type Invitation struct {
	StaffID   int64
	CreatedAt time.Time
	ExpiresAt time.Time
	Letter    string // state of its letter (MAIL-5)
}

// CreateStaff adds a person (right staff.write). An e-mail that is taken
// answers CodeAlreadyExists with the id of its holder.
func (s *Service) CreateStaff(ctx context.Context, actor models.Actor, p StaffParams) (*StaffView, error) {
	if err := actor.Demand(models.RightStaffWrite); err != nil {
		return nil, err
	}
	if err := demandRole(actor, p.Role); err != nil {
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
		row = &models.Staff{
			Name: p.Name, Email: email, Role: p.Role, Active: true, Language: p.Language, Version: 1, CreatedAt: w.now, UpdatedAt: w.now,
		}
		if err := store.Insert(w.Tx, []*models.Staff{row}); err != nil {
			return err
		}
		w.made("staff", row.ID)
		if p.Invite {
			return w.invite(actor, *row)
		}
		return nil
	})
	if err != nil {
		return nil, s.taken(err, "staff")
	}
	return s.viewStaff(ctx, row.ID)
}

// demandRole keeps a token of few rights from making or changing somebody of more.
func demandRole(actor models.Actor, role models.Role) error {
	for _, right := range role.Rights() {
		if !actor.Can(right) {
			return models.NewError(models.CodeGrantExceeded, "right", string(right))
		}
	}
	return nil
}

// EditStaff replaces what is known of a person. Somebody who is no longer
// active loses their tokens and sessions at once; a new e-mail address ends the
// links that were sent to the old one. The last active owner stays one: CodeLastOwner.
func (s *Service) EditStaff(ctx context.Context, actor models.Actor, id int64, p StaffParams) (*StaffView, error) {
	if err := actor.Demand(models.RightStaffWrite); err != nil {
		return nil, err
	}
	if err := demandRole(actor, p.Role); err != nil {
		return nil, err
	}
	email, err := p.validate()
	if err != nil {
		return nil, err
	}
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
		if err := w.demandEditable(actor, id, email); err != nil {
			return err
		}
		err := w.Exec("UPDATE staff SET name = ?, email = ?, role = ?, active = ?, language = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Name, email, p.Role, p.Active, p.Language, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write staff: %w", err)
		}
		if err := w.settleStaff(id, p); err != nil {
			return err
		}
		return w.settleOwn(id, p)
	})
	s.forgetTokens()
	if err != nil {
		return nil, s.taken(err, "staff")
	}
	return s.viewStaff(ctx, id)
}

// demandEditable asks for the rights of the role that the person has so far, and
// ends the links that were sent to an address which is no longer theirs.
func (w *work) demandEditable(actor models.Actor, id int64, email string) error {
	var was models.Staff
	if err := oneRow(w.Tx, &was, "staff", id); err != nil {
		return err
	}
	if err := demandRole(actor, was.Role); err != nil || was.Email == email {
		return err
	}
	return w.dropLinks(id, "")
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
	if err := w.endSessions(id, 0); err != nil {
		return err
	}
	if err := w.dropLinks(id, ""); err != nil {
		return err
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
func (s *Service) RestrictStaff(ctx context.Context, actor models.Actor, id, version int64, ownOnly bool) (*StaffView, error) {
	if err := actor.Demand(models.RightStaffRestrict); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		var row models.Staff
		if err := w.lockVersion("staff", id, version); err != nil {
			return err
		}
		if err := oneRow(w.Tx, &row, "staff", id); err != nil || row.OwnOrdersOnly == ownOnly {
			return err
		}
		if err := w.settleOwn(id, StaffParams{Role: row.Role, OwnOrdersOnly: &ownOnly}); err != nil {
			return err
		}
		return wrapped("write staff", w.Exec("UPDATE staff SET version = version + 1, updated_at = ? WHERE id = ?", w.now, id).Error)
	})
	s.forgetTokens()
	if err != nil {
		return nil, err
	}
	return s.viewStaff(ctx, id)
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
func (s *Service) Staff(ctx context.Context, actor models.Actor) ([]StaffView, error) {
	if err := actor.Demand(models.RightStaffRead); err != nil {
		return nil, err
	}
	var rows []StaffView
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = viewStaff(tx)
		return err
	})
	return rows, wrapped("list staff", err)
}

// viewStaff reads the people of the ids, everybody without one, in the order in which they came.
func viewStaff(tx *store.Tx, ids ...int64) ([]StaffView, error) {
	var people []models.Staff
	q := tx.Order("id")
	if len(ids) > 0 {
		q = q.Where("id IN ?", ids)
	}
	if err := q.Find(&people).Error; err != nil || len(people) == 0 {
		return nil, err
	}
	ids = ids[:0]
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	var joined []int64
	if err := tx.Raw("SELECT staff_id FROM passwords WHERE staff_id IN ?", ids).Scan(&joined).Error; err != nil {
		return nil, err
	}
	invited, err := invitations(tx, ids)
	has := set(joined)
	views := make([]StaffView, len(people))
	for i, p := range people {
		views[i] = StaffView{Staff: p, HasPassword: has[p.ID]}
		if invitation, ok := invited[p.ID]; ok {
			views[i].Invitation = &invitation
		}
	}
	return views, err
}

func (s *Service) viewStaff(ctx context.Context, id int64) (*StaffView, error) {
	var rows []StaffView
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = viewStaff(tx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read staff: %w", err)
	}
	if len(rows) == 0 {
		return nil, notFound("staff", id)
	}
	return &rows[0], nil
}

// StaffMember is one person (right staff.read; everybody may read themselves).
func (s *Service) StaffMember(ctx context.Context, actor models.Actor, id int64) (*StaffView, error) {
	if actor.Kind != models.ActorPerson || actor.ID != id {
		if err := actor.Demand(models.RightStaffRead); err != nil {
			return nil, err
		}
	}
	return s.viewStaff(ctx, id)
}

func (p StaffParams) validate() (email string, err error) {
	var f faults
	f.title("name", p.Name)
	email, err = models.NormalizeEmail(p.Email)
	f.email(err)
	f.oneOf("role", string(p.Role), string(models.RoleOwner), string(models.RoleAdministrator), string(models.RoleManager))
	if p.Language != "" {
		f.language(p.Language)
	}
	return email, f.err()
}
