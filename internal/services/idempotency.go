package services

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// A client's patience is real time: keys follow the machine's clock, whatever clock the orders follow.
const (
	// requestTimeout is after how long a key whose request gave no sign is taken for that of a dead process.
	requestTimeout = time.Minute
	// keepRequests is how long answers are remembered.
	keepRequests = 7 * 24 * time.Hour
	// pruneBatch keeps the deletion short for other writers.
	pruneBatch = 1000
)

// Request is what is known of an Idempotency-Key (API-1).
type Request struct {
	// State is models.KeyRunning: run the use case, under WithRequestKey; models.KeyCommitted: it
	// is done, answer by reading Made; models.KeyDone: answer Status and Response as stored.
	State    string
	Run      string // names this run; FinishRequest and AbandonRequest want it
	Status   int
	Response string
	Made     Made
}

// Made is the object that a use case made or changed, and what else is needed to
// answer again. An empty Kind means that it named none.
type Made struct {
	Kind    string  `json:"kind"`
	ID      int64   `json:"id"`
	Outcome string  `json:"outcome,omitempty"`  // of placing an order
	FoundID int64   `json:"found_id,omitempty"` // the order that the duplicate guard found
	Number  int64   `json:"number,omitempty"`   // of the revision that was published
	IDs     []int64 `json:"ids,omitempty"`      // of several objects
	Count   int     `json:"count,omitempty"`    // of several objects that need no names
}

// BeginRequest claims the key for one run of the request (method and path). The
// same key with another request or body answers CodeKeyReused, one whose first
// request still runs CodeKeyRunning. The key of a request that died is taken
// over after a minute; the dead one, should it live, commits nothing any more.
func (s *Service) BeginRequest(ctx context.Context, staffID int64, key, request, bodyHash string) (Request, error) {
	run := newCode()
	var begun Request
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		now := realNow()
		done := tx.Exec(`INSERT INTO idempotency_keys (staff_id, key, request, body_hash, run, state, status, response, created_at)
			VALUES (?, ?, ?, ?, ?, ?, 0, '', ?) ON CONFLICT DO NOTHING`, staffID, key, request, bodyHash, run, models.KeyRunning, now)
		if done.Error != nil {
			return fmt.Errorf("claim key: %w", done.Error)
		}
		if done.RowsAffected == 1 {
			begun = Request{State: models.KeyRunning, Run: run}
			return nil
		}
		var err error
		begun, err = resumeRequest(tx, staffID, key, request, bodyHash, run, now)
		return err
	})
	return begun, err
}

func resumeRequest(tx *store.Tx, staffID int64, key, request, bodyHash, run string, now time.Time) (Request, error) {
	var row models.IdempotencyKey
	err := tx.Raw("SELECT * FROM idempotency_keys WHERE staff_id = ? AND key = ?"+tx.LockClause(), staffID, key).Scan(&row).Error
	if err != nil {
		return Request{}, fmt.Errorf("read key: %w", err)
	}
	if row.Request != request || row.BodyHash != bodyHash {
		return Request{}, models.NewError(models.CodeKeyReused)
	}
	switch {
	case row.State == models.KeyDone:
		return Request{State: row.State, Status: row.Status, Response: row.Response}, nil
	case row.State == models.KeyCommitted:
		var made Made
		err := json.Unmarshal([]byte(row.Response), &made)
		return Request{State: row.State, Run: row.Run, Made: made}, wrapped("read key", err)
	case row.CreatedAt.After(now.Add(-requestTimeout)):
		return Request{}, models.NewError(models.CodeKeyRunning)
	}
	err = tx.Exec("UPDATE idempotency_keys SET run = ?, created_at = ? WHERE staff_id = ? AND key = ?", run, now, staffID, key).Error
	return Request{State: models.KeyRunning, Run: run}, wrapped("take over key", err)
}

// FinishRequest stores the answer, which a repetition gets unchanged. A run that was overtaken stores nothing.
func (s *Service) FinishRequest(ctx context.Context, staffID int64, key, run string, status int, response string) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		return wrapped("finish request", tx.Exec(`UPDATE idempotency_keys SET state = ?, status = ?, response = ?
			WHERE staff_id = ? AND key = ? AND run = ? AND state <> ?`,
			models.KeyDone, status, response, staffID, key, run, models.KeyDone).Error)
	})
}

// AbandonRequest frees the key of a run that failed and wrote nothing, so that
// the client may mend the request and repeat it. What is committed stays.
func (s *Service) AbandonRequest(ctx context.Context, staffID int64, key, run string) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		return wrapped("abandon request", tx.Exec("DELETE FROM idempotency_keys WHERE staff_id = ? AND key = ? AND run = ? AND state = ?",
			staffID, key, run, models.KeyRunning).Error)
	})
}

// PruneIdempotency forgets answers older than seven days, a batch at a time; more is true while some are left.
func (s *Service) PruneIdempotency(ctx context.Context) (more bool, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		done := tx.Exec(`DELETE FROM idempotency_keys WHERE (staff_id, key) IN
			(SELECT staff_id, key FROM idempotency_keys WHERE created_at < ? LIMIT ?)`, realNow().Add(-keepRequests), pruneBatch)
		more = done.RowsAffected == pruneBatch
		return wrapped("prune keys", done.Error)
	})
	return more, err
}

type requestKey struct{}

type runningRequest struct {
	staffID  int64
	key, run string
}

// WithRequestKey makes the use case under the context mark the key as committed
// in its own transaction, with the object that it made: whatever dies
// afterwards, a repetition makes no second one (API-1).
func WithRequestKey(ctx context.Context, staffID int64, key, run string) context.Context {
	return context.WithValue(ctx, requestKey{}, runningRequest{staffID, key, run})
}

// withoutRequestKey is for what a use case does ahead of its own transaction: a
// refusal that follows still frees the key.
func withoutRequestKey(ctx context.Context) context.Context {
	return context.WithValue(ctx, requestKey{}, nil)
}

// made names the object that the use case made or changed, for a repetition of its request.
func (w *work) made(kind string, id int64) { w.madeAll(Made{Kind: kind, ID: id}) }

// madeAll is made for answers that need more than one id.
func (w *work) madeAll(object Made) { w.object = func() Made { return object } }

// commitRequest marks the key of the request that the transaction belongs to.
// A run that was overtaken finds its key gone and is undone.
func (w *work) commitRequest() error {
	r, ok := w.Context().Value(requestKey{}).(runningRequest)
	if !ok {
		return nil
	}
	if err := w.Later().Go(); err != nil { // the answer may name what only now gets its id
		return err
	}
	done := w.Exec(`UPDATE idempotency_keys SET state = ?, response = CASE WHEN state = ? AND ? THEN response ELSE ? END
		WHERE staff_id = ? AND key = ? AND run = ? AND state <> ?`, models.KeyCommitted,
		models.KeyCommitted, w.object == nil, encode(w.answer()), r.staffID, r.key, r.run, models.KeyDone)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.NewError(models.CodeKeyRunning)
	}
	return wrapped("commit key", done.Error)
}

// answer is the named object, else the custom event that was sent, else what the first event is about.
func (w *work) answer() Made {
	switch {
	case w.object != nil:
		return w.object()
	case len(w.events) == 1 && w.events[0].Kind == models.EventCustom:
		return Made{Kind: "event", ID: w.events[0].ID}
	case len(w.events) > 0:
		return Made{Kind: string(w.events[0].SubjectKind), ID: w.events[0].SubjectID}
	default:
		return Made{}
	}
}
