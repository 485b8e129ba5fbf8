package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// MeView is the actor, and what every screen needs to know of the account.
type MeView struct {
	StaffView
	Account models.Installation
	// FirstSteps: nothing has been sold yet but perhaps a first order that waits for its money.
	FirstSteps bool
}

// Language is the person's own, else the account's.
func (v MeView) Language() string {
	if v.Staff.Language != "" {
		return v.Staff.Language
	}
	return v.Account.Language
}

// Me is the actor as a person.
func (s *Service) Me(ctx context.Context, actor models.Actor) (*MeView, error) {
	person, err := s.StaffMember(ctx, actor, actor.ID)
	if err != nil {
		return nil, err
	}
	row, err := s.Installation(ctx)
	if err != nil {
		return nil, err
	}
	first, err := s.firstSteps(ctx)
	return &MeView{*person, *row, first}, err
}

// firstSteps reports whether the account has no second order, and no first one that is paid.
func (s *Service) firstSteps(ctx context.Context) (first bool, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var orders []struct{ Cost, Paid int64 }
		err := tx.Raw("SELECT cost, paid FROM orders ORDER BY id LIMIT 2").Scan(&orders).Error
		first = len(orders) == 0 || len(orders) == 1 && orders[0].Paid < orders[0].Cost
		return wrapped("read first orders", err)
	})
	return first, err
}

// MeParams is what people change of themselves.
type MeParams struct {
	Name     string
	Language string // "ru", "en", or "" for the account's
	Version  int64  // that was read; 0 changes whatever stands
}

// ChangeMe replaces them.
func (s *Service) ChangeMe(ctx context.Context, actor models.Actor, p MeParams) (*MeView, error) {
	if err := actor.DemandSession(); err != nil {
		return nil, err
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("staff", actor.ID, p.Version); err != nil {
			return err
		}
		return wrapped("write staff", w.Exec("UPDATE staff SET name = ?, language = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Name, p.Language, w.now, actor.ID).Error)
	})
	if err != nil {
		return nil, err
	}
	return s.Me(ctx, actor)
}

func (p MeParams) validate() error {
	var f faults
	f.title("name", p.Name)
	if p.Language != "" {
		f.language(p.Language)
	}
	return f.err()
}

// PasswordParams changes one's own password.
type PasswordParams struct {
	Current string
	New     string
	Browser Browser
}

// ChangePassword sets a new password and ends all other sessions. A wrong present
// one answers CodeWrongPassword and counts as a failed attempt to log in.
func (s *Service) ChangePassword(ctx context.Context, actor models.Actor, p PasswordParams) error {
	if err := actor.DemandSession(); err != nil {
		return err
	}
	found, err := s.account(ctx, "s.id = ?", actor.ID)
	if err != nil {
		return err
	}
	var f faults
	f.newPassword("new", p.New, found.Name, found.Email)
	if err := f.err(); err != nil {
		return err
	}
	if err := s.charge(ctx, byAccount(found.Email), byAddress(p.Browser.Address)); err != nil {
		return err
	}
	ok, _, err := s.hasher.verify(ctx, found.Hash, p.Current)
	if err != nil {
		return err
	}
	if !ok {
		return models.NewFieldError("current", models.CodeWrongPassword)
	}
	return s.replacePassword(ctx, actor, found, p)
}

func (s *Service) replacePassword(ctx context.Context, actor models.Actor, found account, p PasswordParams) error {
	hash, err := s.hasher.hash(ctx, p.New)
	if err != nil {
		return err
	}
	secret, err := s.attemptsKey(ctx)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(w *work) error {
		if err := w.demandUnchanged(found); err != nil {
			return models.NewError(models.CodeConflict).Because(err)
		}
		if err := w.setPassword(actor.ID, hash); err != nil {
			return err
		}
		if err := w.forgive(secret, found.Email, p.Browser.Address); err != nil {
			return err
		}
		return w.endSessions(actor.ID, actor.Credential.ID)
	})
	s.forgetTokens()
	return err
}

// setPassword writes the hash of a new password. Links to set one end with that.
func (w *work) setPassword(staffID int64, hash string) error {
	err := w.Exec(`INSERT INTO passwords (staff_id, hash, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (staff_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, staffID, hash, realNow()).Error
	if err != nil {
		return fmt.Errorf("write password: %w", err)
	}
	return w.dropLinks(staffID, "")
}

// dropLinks ends a person's links of one purpose, of all for "".
func (w *work) dropLinks(staffID int64, purpose string) error {
	const links = "staff_id = ? AND (purpose = ? OR ? = '')"
	if err := w.Exec("DELETE FROM staff_link_keys WHERE link_id IN (SELECT id FROM staff_links WHERE "+links+")", staffID, purpose, purpose).Error; err != nil {
		return fmt.Errorf("end links: %w", err)
	}
	return wrapped("end links", w.Exec("DELETE FROM staff_links WHERE "+links, staffID, purpose, purpose).Error)
}

// pruneLinks forgets links that have ended.
func (s *Service) pruneLinks(ctx context.Context) (more bool, err error) {
	const ended = "SELECT id FROM staff_links WHERE expires_at < ? ORDER BY expires_at LIMIT ?"
	now := realNow()
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec("DELETE FROM staff_link_keys WHERE link_id IN ("+ended+")", now, pruneAtOnce).Error; err != nil {
			return err
		}
		done := tx.Exec("DELETE FROM staff_links WHERE id IN ("+ended+")", now, pruneAtOnce)
		more = done.RowsAffected == pruneAtOnce
		return done.Error
	})
	return more, wrapped("prune links", err)
}
