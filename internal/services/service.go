// Package services holds the use cases. Each is one transaction: the rule of
// models is applied, rows, history and events are written together, or nothing
// is. The API and the activities call the same methods, so that a change by
// card, bulk, process or API is one change (ST-10).
//
// It imports store, process, segment and models; it never reaches Temporal:
// what must happen later is an event or a row that the worker's relay finds.
package services

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Options are the values that the use cases depend on.
type Options struct {
	// PublicURL begins every link that leaves the system, without a trailing slash.
	PublicURL string
	// CohortSize is how many enrollments may ever join one cohort.
	CohortSize int
	// Bucket is what due times are rounded up to.
	Bucket time.Duration
	// InFlightWait is how long automation waits for a payment in flight before the gateway is asked (ST-9).
	InFlightWait time.Duration
	// MailDomain ends every Message-ID.
	MailDomain string
	// CheckTemplate finds the faults of a letter template; nil finds none (MAIL-3).
	CheckTemplate func(models.LetterTemplate) []models.FieldError
	// RenderTemplate fills a letter template for a preview.
	RenderTemplate func(models.LetterTemplate, models.LetterContent) (models.LetterText, error)
	// TemplateHelp tells what a template of the code may use, in the language.
	TemplateHelp func(code, language string) models.TemplateHelp
	// StaffLetters are the letters to those who work here, in every language.
	StaffLetters []models.LetterTemplate
	// Mail is where letters are handed in; nil when this process does not know.
	Mail *MailServer
	// Passwords is what hashing a password takes; zero means 64 MiB and three passes.
	Passwords PasswordCost
	// ResetTakes is how long the answer to a wish for a new password takes, whoever wishes; a third of a second when zero.
	ResetTakes time.Duration
	Logger     *slog.Logger
}

// Service is the use cases over one database.
type Service struct {
	store    *store.Store
	clock    Clock
	opts     Options
	log      *slog.Logger
	hint     func(models.Lane)
	pause    func(point string)
	cache    cache
	triggers triggerCache
	tokens   tokenCache
	hasher   *hasher
	counting atomic.Pointer[string] // see attemptsKey
	refusals refusalLog
	bulkPace pace
	bulkAt   sync.Map      // bulk operation → the last object that was claimed of it
	unswept  atomic.Int64  // events settled since the outbox was swept
	narrow   chan struct{} // held by the chunk that runs while mass work makes way
}

// New makes the use cases; it touches nothing. Setup prepares an empty database.
func New(db *store.Store, clock Clock, opts Options) *Service {
	if opts.CohortSize == 0 {
		opts.CohortSize = 500
	}
	if opts.Bucket == 0 {
		opts.Bucket = time.Second
	}
	if opts.InFlightWait == 0 {
		opts.InFlightWait = 30 * time.Minute
	}
	if opts.MailDomain == "" {
		opts.MailDomain = "orderflow.localhost"
	}
	if opts.ResetTakes == 0 {
		opts.ResetTakes = time.Second / 3
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Service{store: db, clock: clock, opts: opts, log: opts.Logger, hint: func(models.Lane) {}, narrow: make(chan struct{}, 1)}
	s.hasher = newHasher(opts.Passwords)
	if db != nil && db.Driver() == "sqlite" {
		s.bulkPace.size.Store(firstChunk)
	}
	return s
}

// OnEvents sets what is called after a commit that left events behind, so that
// a relay in the same process need not wait for its next poll.
func (s *Service) OnEvents(hint func(models.Lane)) {
	s.hint = hint
	if driven, ok := s.clock.(interface{ OnRelease(fn func()) }); ok {
		driven.OnRelease(func() { hint(models.LaneInteractive) })
	}
}

// Now is the installation's present.
func (s *Service) Now() time.Time { return store.Now(s.clock.Now()) }

// Store is the database under the use cases, for health checks and audits.
func (s *Service) Store() *store.Store { return s.store }

// Clock tells the time to everything that has a due time.
type Clock interface {
	Now() time.Time
}

// write runs one use case in one transaction and then writes what it noted.
// fn may run more than once and must keep nothing of a failed run.
func (s *Service) write(ctx context.Context, fn func(w *work) error) error {
	s.warm(ctx)
	return s.store.Write(ctx, func(tx *store.Tx) error {
		w := &work{Tx: tx, service: s, now: s.Now()}
		if err := fn(w); err != nil {
			return err
		}
		return w.flush()
	})
}
