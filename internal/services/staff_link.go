package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// How long the links to set a password are good.
const (
	InvitationFor = 7 * 24 * time.Hour
	ResetFor      = time.Hour
)

// InviteStaff sends a person the letter with the link to set a password (right
// staff.write); links of letters before it end. Who has a password answers
// CodeAlreadyJoined, who has left CodeStaffInactive.
func (s *Service) InviteStaff(ctx context.Context, actor models.Actor, id int64) (*StaffView, error) {
	if err := actor.Demand(models.RightStaffWrite); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		if _, err := w.Lock("staff", id); err != nil {
			return err
		}
		var row models.Staff
		if err := oneRow(w.Tx, &row, "staff", id); err != nil {
			return err
		}
		if err := demandRole(actor, row.Role); err != nil {
			return err
		}
		w.made("staff", id)
		return w.invite(actor, row)
	})
	if err != nil {
		return nil, err
	}
	return s.StaffMember(ctx, actor, id)
}

func (w *work) invite(actor models.Actor, person models.Staff) error {
	if !person.Active {
		return models.NewError(models.CodeStaffInactive)
	}
	var joined int64
	if err := w.Raw("SELECT COUNT(*) FROM passwords WHERE staff_id = ?", person.ID).Scan(&joined).Error; err != nil {
		return fmt.Errorf("read password: %w", err)
	}
	if joined > 0 {
		return models.NewError(models.CodeAlreadyJoined)
	}
	return w.sendLink(person.ID, models.LinkInvitation, models.TemplateStaffInvitation, InvitationFor, reference(actor.ID))
}

// sendLink makes a link and queues its letter. Earlier links of the purpose end.
func (w *work) sendLink(staffID int64, purpose, template string, good time.Duration, by *int64) error {
	if err := w.dropLinks(staffID, purpose); err != nil {
		return err
	}
	now := realNow()
	link := &models.StaffLink{StaffID: staffID, Purpose: purpose, CreatedBy: by, CreatedAt: now, ExpiresAt: now.Add(good)}
	if err := store.Insert(w.Tx, []*models.StaffLink{link}); err != nil {
		return err
	}
	w.letter(models.Letter{
		Cause: fmt.Sprintf(linkCause, link.ID), CauseKind: models.CauseStaff, StaffID: &staffID, TemplateCode: template,
		Kind: models.TemplateService, Lane: models.LaneInteractive,
	})
	return nil
}

// RequestReset sends the link to set a new password to whoever works here under
// the e-mail. Its answer is the same, after the same time, whether anybody does;
// too many wishes answer CodeTooManyAttempts.
func (s *Service) RequestReset(ctx context.Context, email string, b Browser) error {
	var f faults
	email, err := models.NormalizeEmail(email)
	f.email(err)
	if err := f.err(); err != nil {
		return err
	}
	same := time.NewTimer(s.opts.ResetTakes)
	defer same.Stop()
	if err := s.charge(ctx, letterTo(email), lettersFrom(b.Address)); err != nil {
		return err
	}
	if err := s.sendReset(ctx, email); err != nil {
		return err
	}
	select {
	case <-same.C:
	case <-ctx.Done():
	}
	return nil
}

func (s *Service) sendReset(ctx context.Context, email string) error {
	found, err := s.account(ctx, "s.email = ?", email)
	if err != nil || found.ID == 0 || !found.Active {
		return err
	}
	return s.write(ctx, func(w *work) error {
		if _, err := w.Lock("staff", found.ID); err != nil {
			return err
		}
		return w.sendLink(found.ID, models.LinkReset, models.TemplatePasswordReset, ResetFor, nil)
	})
}

// StaffLinkView is what the holder of a link may know before using it.
type StaffLinkView struct {
	Staff     models.Staff
	Account   models.Installation
	ExpiresAt time.Time
}

// StaffLink shows a link of the purpose; one that is wrong, used or too old
// answers CodeLinkSpent. Looking uses nothing up: mail servers look, too.
func (s *Service) StaffLink(ctx context.Context, purpose, secret string) (*StaffLinkView, error) {
	var view *StaffLinkView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		link, person, err := openStaffLink(tx, purpose, secret)
		if err == nil {
			view = &StaffLinkView{Staff: person, ExpiresAt: link.ExpiresAt}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	row, err := s.Installation(ctx)
	if err != nil {
		return nil, err
	}
	view.Account = *row
	return view, nil
}

func openStaffLink(tx *store.Tx, purpose, secret string) (link models.StaffLink, person models.Staff, err error) {
	err = tx.Raw(`SELECT l.* FROM staff_links l JOIN staff_link_keys k ON k.link_id = l.id WHERE k.hash = ? AND l.purpose = ? AND l.expires_at > ?`,
		hashOf(secret), purpose, realNow()).Scan(&link).Error
	if err != nil {
		return link, person, fmt.Errorf("read link: %w", err)
	}
	if link.ID == 0 {
		return link, person, models.NewError(models.CodeLinkSpent)
	}
	if err := tx.Limit(1).Find(&person, link.StaffID).Error; err != nil {
		return link, person, fmt.Errorf("read staff: %w", err)
	}
	if !person.Active {
		return link, person, models.NewError(models.CodeLinkSpent)
	}
	return link, person, nil
}

// UseLinkParams is what the holder of a link sets.
type UseLinkParams struct {
	Purpose   string
	Secret    string
	Password  string
	Name      string // "" leaves it
	Language  string // "" leaves it
	Browser   Browser
	RequestID string
}

// UseStaffLink sets the password, ends the link and all sessions of the person,
// and opens a new one. Of two at once one finds the link spent.
func (s *Service) UseStaffLink(ctx context.Context, p UseLinkParams) (in LoggedIn, err error) {
	view, err := s.StaffLink(ctx, p.Purpose, p.Secret)
	if err != nil {
		return in, err
	}
	if err := p.validate(view.Staff); err != nil {
		return in, err
	}
	hash, err := s.hasher.hash(ctx, p.Password)
	if err != nil {
		return in, err
	}
	secret, err := s.attemptsKey(ctx)
	if err != nil {
		return in, err
	}
	err = s.write(ctx, func(w *work) error {
		in, err = w.useLink(p, view.Staff.ID, hash, secret)
		return err
	})
	s.forgetTokens()
	return in, err
}

func (p UseLinkParams) validate(person models.Staff) error {
	var f faults
	f.newPassword("password", p.Password, person.Name, person.Email, p.Name)
	if p.Name != "" {
		f.title("name", p.Name)
	}
	if p.Language != "" {
		f.language(p.Language)
	}
	return f.err()
}

func (w *work) useLink(p UseLinkParams, staffID int64, hash, attempts string) (in LoggedIn, err error) {
	if _, err := w.Lock("staff", staffID); err != nil {
		return in, err
	}
	_, person, err := openStaffLink(w.Tx, p.Purpose, p.Secret)
	if err != nil {
		return in, err
	}
	if err := w.setPassword(person.ID, hash); err != nil {
		return in, err
	}
	if err := w.endSessions(person.ID, 0); err != nil {
		return in, err
	}
	if err := w.forgive(attempts, person.Email, p.Browser.Address); err != nil {
		return in, err
	}
	err = w.Exec(`UPDATE staff SET name = CASE WHEN ? = '' THEN name ELSE ? END, language = CASE WHEN ? = '' THEN language ELSE ? END,
		version = version + 1, updated_at = ? WHERE id = ?`, p.Name, p.Name, p.Language, p.Language, w.now, person.ID).Error
	if err != nil {
		return in, fmt.Errorf("write staff: %w", err)
	}
	if in, err = w.openSession(person, p.Browser); err != nil {
		return in, err
	}
	w.audit(Audit{Actor: in.Actor, Action: "use-" + p.Purpose, SubjectKind: "staff", SubjectID: person.ID, RequestID: p.RequestID}, models.AuditDone, "")
	return in, nil
}
