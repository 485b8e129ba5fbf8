package activities

import (
	"context"
	"log/slog"
)

// Care is what the service does by itself, step by step: ask gateways, cancel
// what is past its deadline, turn purchases on and off, end what a stopped process left, prune.
type Care interface {
	// TakeCare does one round and tells whether there is more to do at once.
	TakeCare(ctx context.Context) (more bool, err error)
}

// Entries is the database side of periodic entry by segment.
type Entries interface {
	// EnterSegment enters those of one key range that match and tells where to go on.
	EnterSegment(ctx context.Context, processID int64, trigger int, after int64) (next int64, more bool, err error)
}

// Keeping is the periodic activities.
type Keeping struct {
	Care    Care
	Entries Entries
	Logger  *slog.Logger
}

// EntryProgress says where a periodic entry stands.
type EntryProgress struct {
	Next int64 `json:"next"`
	More bool  `json:"more"`
}

// TakeCare does one round of care.
func (a *Keeping) TakeCare(ctx context.Context) (bool, error) {
	defer beating(ctx)()
	more, err := a.Care.TakeCare(ctx)
	return more, report(ctx, a.Logger, TakeCare, err)
}

// Enter lets in the matching objects of one key range.
func (a *Keeping) Enter(ctx context.Context, processID int64, trigger int, after int64) (EntryProgress, error) {
	defer beating(ctx)()
	next, more, err := a.Entries.EnterSegment(ctx, processID, trigger, after)
	return EntryProgress{next, more}, report(ctx, a.Logger, EnterSegment, err, "process_id", processID)
}
