package services

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// keepAudit is how long it stays known who did what.
const keepAudit = 365 * 24 * time.Hour

// Audit is what is known of a request that changes something: who made it, with
// what, and which operation it is.
type Audit struct {
	Actor       models.Actor
	Action      string // id of the operation
	SubjectKind string // what the address names; "" when that is what the use case makes
	SubjectID   int64
	RequestID   string
}

type auditKey struct{}

// request is an Audit that is written with the first transaction of its request.
type request struct {
	Audit
	written atomic.Bool
}

// WithAudit makes the use case under the context leave one audit entry, in its
// own transaction: a change without its entry cannot be.
func WithAudit(ctx context.Context, a Audit) context.Context {
	return context.WithValue(ctx, auditKey{}, &request{Audit: a})
}

// auditRequest adds the entry of the request that the transaction belongs to.
func (w *work) auditRequest() {
	r, ok := w.Context().Value(auditKey{}).(*request)
	if !ok || r.written.Load() {
		return
	}
	a := r.Audit
	if a.SubjectID == 0 {
		a.SubjectKind, a.SubjectID = w.concerns()
	}
	w.audit(a, models.AuditDone, "")
	w.AfterCommit(func() { r.written.Store(true) })
}

// concerns is what the use case made or changed, as far as it named it.
func (w *work) concerns() (kind string, id int64) {
	if w.object != nil {
		if made := w.object(); made.ID != 0 {
			return made.Kind, made.ID
		}
	}
	if len(w.events) > 0 {
		return string(w.events[0].SubjectKind), w.events[0].SubjectID
	}
	return "", 0
}

// audit adds an entry.
func (w *work) audit(a Audit, outcome string, code models.Code) {
	e := &models.AuditEntry{
		At: realNow(), CredentialKind: a.Actor.Credential.Kind, CredentialID: a.Actor.Credential.ID, Action: a.Action,
		SubjectKind: a.SubjectKind, SubjectID: a.SubjectID, Outcome: outcome, Code: string(code), RequestID: a.RequestID,
	}
	if a.Actor.Kind == models.ActorPerson {
		e.StaffID = reference(a.Actor.ID)
	}
	if e.CredentialKind == "" {
		e.CredentialKind = models.CredentialNone
	}
	w.audited = append(w.audited, e)
}

// refusalEvery is how often one refusal is written that comes again and again.
const refusalEvery = time.Minute

// refusalLog remembers what was refused a moment ago, in this process.
type refusalLog struct {
	mu    sync.Mutex
	known map[refused]time.Time
}

type refused struct {
	kind   models.CredentialKind
	id     int64
	action string
}

// fresh reports whether the refusal is to be written, and remembers it.
func (l *refusalLog) fresh(r refused, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.known[r]) < refusalEvery {
		return false
	}
	if l.known == nil || len(l.known) >= tokenCacheSize {
		l.known = map[refused]time.Time{}
	}
	l.known[r] = now
	return true
}

// NoteRefusal writes that somebody lacked a right. What one credential is refused
// again and again is written once a minute.
func (s *Service) NoteRefusal(ctx context.Context, a Audit, code models.Code) error {
	if !s.refusals.fresh(refused{a.Actor.Credential.Kind, a.Actor.Credential.ID, a.Action}, time.Now()) {
		return nil
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		w := &work{Tx: tx, service: s, now: s.Now()}
		w.audit(a, models.AuditRefused, code)
		return store.Insert(tx, w.audited)
	})
}

// AuditFilter selects entries; zero values select all.
type AuditFilter struct {
	StaffID     int64
	Action      string
	SubjectKind string
	SubjectID   int64
	Outcome     string
	From, Until *time.Time // From included, Until not
	Page                   // After is the last id of the page before
}

// AuditView is an entry with the name of who acted.
type AuditView struct {
	models.AuditEntry
	StaffName string
}

// AuditEntries lists what people did, the newest first (right audit.read).
func (s *Service) AuditEntries(ctx context.Context, actor models.Actor, f AuditFilter) (rows []AuditView, more bool, err error) {
	if err := actor.Demand(models.RightAuditRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		q := tx.Table("audit").Select("audit.*, COALESCE(s.name, '') AS staff_name").Joins("LEFT JOIN staff s ON s.id = audit.staff_id")
		if f.After > 0 {
			var last models.AuditEntry
			if err := tx.Limit(1).Find(&last, f.After).Error; err != nil || last.ID == 0 {
				return invalidCursor(err)
			}
			q = q.Where("(audit.at, audit.id) < (?, ?)", last.At, last.ID)
		}
		return f.narrow(q).Order("audit.at DESC, audit.id DESC").Limit(f.limit() + 1).Scan(&rows).Error
	})
	rows, more = cut(rows, f.limit())
	return rows, more, wrapped("list audit", err)
}

func invalidCursor(err error) error {
	if err != nil {
		return fmt.Errorf("read cursor: %w", err)
	}
	return models.NewFieldError("query.cursor", models.CodeInvalidCursor)
}

// PruneAudit removes entries that are a year old; more tells whether some may be left.
func (s *Service) PruneAudit(ctx context.Context) (more bool, err error) {
	return s.pruneReal(ctx, "prune audit", "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at, id LIMIT ?)", keepAudit)
}

func (f AuditFilter) narrow(q *gorm.DB) *gorm.DB {
	for column, value := range map[string]string{"action": f.Action, "subject_kind": f.SubjectKind, "outcome": f.Outcome} {
		if value != "" {
			q = q.Where("audit."+column+" = ?", value)
		}
	}
	if f.StaffID != 0 {
		q = q.Where("audit.staff_id = ?", f.StaffID)
	}
	if f.SubjectID != 0 {
		q = q.Where("audit.subject_id = ?", f.SubjectID)
	}
	if f.From != nil {
		q = q.Where("audit.at >= ?", store.Now(*f.From))
	}
	if f.Until != nil {
		q = q.Where("audit.at < ?", store.Now(*f.Until))
	}
	return q
}
