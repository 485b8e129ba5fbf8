package services

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Sessions follow the machine's clock, whatever clock the orders follow.
const (
	// SessionIdle ends a session that nobody uses.
	SessionIdle = 14 * 24 * time.Hour
	// SessionMax ends every session.
	SessionMax = 90 * 24 * time.Hour
	// seenEvery is how exactly it is known when a session was last used.
	seenEvery = 5 * time.Minute
	// maxSessions bounds the list of one's own sessions.
	maxSessions = 200
)

// Browser is where somebody logs in: words of fixed lists, and the network
// address, which is counted and not kept.
type Browser struct {
	Name    string
	System  string
	Address string
	Secret  string // of the session that the browser had; "" for none
}

// LogInParams is an attempt to log in.
type LogInParams struct {
	Email     string
	Password  string
	Browser   Browser
	RequestID string
}

// LoggedIn is a new session. Secret is shown this once.
type LoggedIn struct {
	Actor   models.Actor
	Session models.Session
	Secret  string
}

// LogIn opens a session. A wrong password, an unknown e-mail and somebody who has
// left get one answer, CodeWrongLogin, after the same time; too many attempts get
// CodeTooManyAttempts without a look at the password. The browser's session of
// before ends.
func (s *Service) LogIn(ctx context.Context, p LogInParams) (in LoggedIn, err error) {
	email, err := p.validate()
	if err != nil {
		return in, err
	}
	if err := s.charge(ctx, byAccount(email), byAddress(p.Browser.Address)); err != nil {
		return in, err
	}
	found, err := s.account(ctx, "s.email = ?", email)
	if err != nil {
		return in, err
	}
	ok, weak, err := s.hasher.verify(ctx, found.Hash, p.Password)
	if err != nil {
		return in, err
	}
	if !ok || !found.Active {
		return in, s.noteWrongLogin(ctx, found.ID, p)
	}
	var better string
	if weak {
		if better, err = s.hasher.hash(ctx, p.Password); err != nil {
			return in, err
		}
	}
	secret, err := s.attemptsKey(ctx)
	if err != nil {
		return in, err
	}
	err = s.write(ctx, func(w *work) error {
		if err := w.demandUnchanged(found); err != nil {
			return err
		}
		if better != "" {
			if err := w.Exec("UPDATE passwords SET hash = ? WHERE staff_id = ?", better, found.ID).Error; err != nil {
				return fmt.Errorf("renew hash: %w", err)
			}
		}
		if err := w.forgive(secret, email, p.Browser.Address); err != nil {
			return err
		}
		in, err = w.openSession(found.Staff, p.Browser)
		w.audit(Audit{Actor: in.Actor, Action: models.AuditLogIn, SubjectKind: "staff", SubjectID: found.ID, RequestID: p.RequestID}, models.AuditDone, "")
		return err
	})
	s.forgetTokens()
	return in, err
}

func (p LogInParams) validate() (email string, err error) {
	var f faults
	email, err = models.NormalizeEmail(p.Email)
	f.email(err)
	if p.Password == "" {
		f.add("password", models.CodeRequired)
	}
	f.short("password", p.Password, maxPassword)
	return email, f.err()
}

// account is a person with the hash of the password, "" without one; the zero value when there is nobody.
type account struct {
	models.Staff
	Hash string
}

// account finds one by a condition on staff s.
func (s *Service) account(ctx context.Context, condition string, arg any) (found account, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT s.*, COALESCE(p.hash, '') AS hash FROM staff s LEFT JOIN passwords p ON p.staff_id = s.id WHERE "+condition, arg).Scan(&found).Error
	})
	return found, wrapped("read account", err)
}

// demandUnchanged locks the person and refuses a log-in that began before the
// password changed or the person left: their sessions have been ended already.
func (w *work) demandUnchanged(seen account) error {
	if _, err := w.Lock("staff", seen.ID); err != nil {
		return err
	}
	var now account
	err := w.Raw("SELECT s.*, COALESCE(p.hash, '') AS hash FROM staff s LEFT JOIN passwords p ON p.staff_id = s.id WHERE s.id = ?", seen.ID).Scan(&now).Error
	if err != nil {
		return fmt.Errorf("read account: %w", err)
	}
	if !now.Active || now.Hash != seen.Hash || now.Email != seen.Email {
		return models.NewError(models.CodeWrongLogin)
	}
	return nil
}

func (s *Service) noteWrongLogin(ctx context.Context, staffID int64, p LogInParams) error {
	err := s.write(ctx, func(w *work) error {
		a := Audit{Action: models.AuditLogIn, RequestID: p.RequestID}
		if staffID != 0 {
			a.SubjectKind, a.SubjectID = "staff", staffID
		}
		w.audit(a, models.AuditFailed, models.CodeWrongLogin)
		return nil
	})
	if err != nil {
		return err
	}
	return models.NewError(models.CodeWrongLogin)
}

// openSession makes a session and ends the one that the browser had.
func (w *work) openSession(person models.Staff, b Browser) (LoggedIn, error) {
	if b.Secret != "" {
		if err := w.Exec("DELETE FROM sessions WHERE hash = ?", hashOf(b.Secret)).Error; err != nil {
			return LoggedIn{}, fmt.Errorf("end session: %w", err)
		}
	}
	now, secret := realNow(), newSessionSecret()
	row := &models.Session{
		StaffID: person.ID, Hash: hashOf(secret), Browser: b.Name, System: b.System, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionIdle),
	}
	if err := store.Insert(w.Tx, []*models.Session{row}); err != nil {
		return LoggedIn{}, err
	}
	return LoggedIn{Actor: sessionActor(row.ID, person), Session: *row, Secret: secret}, nil
}

func sessionActor(id int64, person models.Staff) models.Actor {
	return models.Actor{
		Kind: models.ActorPerson, ID: person.ID, Role: person.Role, OwnOnly: person.OwnOrdersOnly, Credential: models.Credential{Kind: models.CredentialSession, ID: id},
	}
}

// newSessionSecret is what the cookie holds: 256 random bits.
func newSessionSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// sessionHolder is a session joined with its person.
type sessionHolder struct {
	models.Session
	Role          models.Role
	Active        bool
	OwnOrdersOnly bool
}

// AuthenticateSession tells whose session it is: a person with all rights of the
// role of this second. Anything but a session in force of somebody active answers
// CodeUnauthenticated.
func (s *Service) AuthenticateSession(ctx context.Context, secret string) (models.Actor, error) {
	key := sessionKey(secret)
	actor, ok, era := s.tokens.find(key)
	if ok {
		return actor, nil
	}
	var found []sessionHolder
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT n.*, s.role, s.active, s.own_orders_only FROM sessions n JOIN staff s ON s.id = n.staff_id WHERE n.hash = ?", hashOf(secret)).Scan(&found).Error
	})
	if err != nil {
		return models.Actor{}, fmt.Errorf("read session: %w", err)
	}
	now := realNow()
	if len(found) == 0 || !found[0].Active || !now.Before(found[0].ExpiresAt) {
		return models.Actor{}, models.NewError(models.CodeUnauthenticated)
	}
	h := found[0]
	if now.Sub(h.SeenAt) >= seenEvery {
		s.seen(ctx, h.Session, now)
	}
	actor = sessionActor(h.ID, models.Staff{ID: h.StaffID, Role: h.Role, OwnOrdersOnly: h.OwnOrdersOnly})
	s.tokens.keep(key, actor, &h.ExpiresAt, era)
	return actor, nil
}

// seen puts off the end of a session that is used. Whoever asks is served even where that cannot be written.
func (s *Service) seen(ctx context.Context, n models.Session, now time.Time) {
	until := now.Add(SessionIdle)
	if last := n.CreatedAt.Add(SessionMax); last.Before(until) {
		until = last
	}
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec("UPDATE sessions SET seen_at = ?, expires_at = ? WHERE id = ?", now, until, n.ID).Error
	})
	if err != nil {
		s.log.WarnContext(ctx, "session not marked as seen", "session_id", n.ID, "error", err)
	}
}

// LogOut ends the session of the secret; one that is not in force is left at that.
func (s *Service) LogOut(ctx context.Context, secret, requestID string) error {
	err := s.write(ctx, func(w *work) error {
		var row models.Session
		if err := w.Where("hash = ?", hashOf(secret)).Limit(1).Find(&row).Error; err != nil || row.ID == 0 {
			return wrapped("read session", err)
		}
		w.audit(Audit{
			Actor: sessionActor(row.ID, models.Staff{ID: row.StaffID}), Action: models.AuditLogOut, SubjectKind: "staff", SubjectID: row.StaffID, RequestID: requestID,
		}, models.AuditDone, "")
		return wrapped("end session", w.Exec("DELETE FROM sessions WHERE id = ?", row.ID).Error)
	})
	s.forgetTokens()
	return err
}

// Sessions lists where the actor is logged in, the latest first; never the secrets.
func (s *Service) Sessions(ctx context.Context, actor models.Actor) (rows []models.Session, err error) {
	if err := actor.DemandSession(); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Omit("hash").Where("staff_id = ? AND expires_at > ?", actor.ID, realNow()).Order("id DESC").Limit(maxSessions).Find(&rows).Error
	})
	return rows, wrapped("list sessions", err)
}

// EndSession ends one of the actor's sessions; that of another person answers CodeNotFound.
func (s *Service) EndSession(ctx context.Context, actor models.Actor, id int64) error {
	if err := actor.DemandSession(); err != nil {
		return err
	}
	err := s.write(ctx, func(w *work) error {
		done := w.Exec("DELETE FROM sessions WHERE id = ? AND staff_id = ?", id, actor.ID)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NewError(models.CodeNotFound, "kind", "login_session", "id", id)
		}
		return wrapped("end session", done.Error)
	})
	s.forgetTokens()
	return err
}

// EndSessions logs the actor out everywhere, here too.
func (s *Service) EndSessions(ctx context.Context, actor models.Actor) error {
	if err := actor.DemandSession(); err != nil {
		return err
	}
	err := s.write(ctx, func(w *work) error { return w.endSessions(actor.ID, 0) })
	s.forgetTokens()
	return err
}

// endSessions ends a person's sessions but the kept one, 0 for none.
func (w *work) endSessions(staffID, kept int64) error {
	return wrapped("end sessions", w.Exec("DELETE FROM sessions WHERE staff_id = ? AND id <> ?", staffID, kept).Error)
}

// PruneSessions forgets sessions and links that have ended; more tells whether some may be left.
func (s *Service) PruneSessions(ctx context.Context) (more bool, err error) {
	more, err = s.pruneReal(ctx, "prune sessions", "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ?)", 0)
	if err != nil {
		return false, err
	}
	links, err := s.pruneLinks(ctx)
	return more || links, err
}
