package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// bucket is what due times are rounded up to.
const bucket = time.Second

// leg is one block of a member's way and how long it pauses there.
type leg struct {
	block int
	pause time.Duration
}

// row is where the database has one member.
type row struct {
	process.Position
	way       []leg // what is still before it, the present block first
	satisfied bool  // what it waits for has happened: a look passes it on
	parks     bool  // its next execution fails for good
}

// visit is one coming to one block.
type visit struct {
	enrollment int64
	visit      int32
}

// database is the database side of one cohort, in memory, with the same
// promises: effects once for each visit, positions of everybody asked, closing
// under the lock that joining takes.
type database struct {
	mu       sync.Mutex
	now      func() time.Time
	virtual  bool
	ahead    time.Duration // of the epoch on a virtual clock, of the environment on another
	rows     []*row
	skeleton process.Skeleton
	wake     int64
	answered int64
	closed   bool
	away     bool // another run has claimed the cohort
	done     map[visit]time.Time
	due      map[visit]int64
	late     time.Duration // the greatest lateness of an execution
	calls    map[string]int
	most     int                     // members in the largest batch
	before   func(call string) error // fails a call before it does anything
	after    func(call string) error // loses an answer
	closing  func()                  // runs inside CloseCohort, before it counts
}

func newDatabase() *database {
	return &database{
		skeleton: make(process.Skeleton, 8), done: map[visit]time.Time{}, due: map[visit]int64{}, calls: map[string]int{},
		before: func(string) error { return nil }, after: func(string) error { return nil }, closing: func() {},
	}
}

var errNoDatabase = errors.New("connection refused by somebody@example.com")

// join seats members with the same way; it returns their ids. A closed cohort takes nobody.
func (d *database) join(n int, way ...leg) []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seat(n, way...)
}

func (d *database) seat(n int, way ...leg) []int64 {
	if d.closed {
		return nil
	}
	d.wake++
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(len(d.rows) + 1)
		r := &row{way: slices.Clone(way)}
		r.Enrollment, r.Wake = ids[i], d.wake
		d.enter(r)
		d.rows = append(d.rows, r)
	}
	return ids
}

// enter computes once when the member is due at the block it comes to.
func (d *database) enter(r *row) {
	if len(r.way) == 0 {
		r.State = process.StateEnded
		return
	}
	r.Visit++
	r.Block, r.Woken, r.satisfied = r.way[0].block, false, false
	r.Due = d.micros()
	if pause := r.way[0].pause; pause > 0 {
		r.Due = roundUp(r.Due + pause.Microseconds())
	}
	d.due[visit{r.Enrollment, r.Visit}] = r.Due
}

func roundUp(at int64) int64 {
	size := bucket.Microseconds()
	return (at + size - 1) / size * size
}

// present is the time that the database goes by.
func (d *database) present() time.Time {
	if d.virtual {
		return epoch.Add(d.ahead)
	}
	return d.now().Add(d.ahead)
}

func (d *database) micros() int64 { return d.present().UnixMicro() }

// moveTo sets a virtual clock.
func (d *database) moveTo(ahead time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead = ahead
}

// happen changes members from outside and raises the counter.
func (d *database) happen(change func(r *row), ids ...int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wake++
	for _, id := range ids {
		r := d.rows[id-1]
		if r.State == process.StateEnded || r.State == process.StateMoved {
			continue
		}
		change(r)
		r.Wake = d.wake
	}
}

// pay makes true what the members wait for.
func pay(r *row) { r.Woken, r.satisfied = true, true }

// knock wakes for nothing.
func knock(r *row) { r.Woken = true }

// retry is an operator's.
func (d *database) retry(r *row) {
	if r.State == process.StateFailed {
		r.State = process.StateWaiting
		d.enter(r)
	}
}

func (d *database) clock() process.Clock {
	return process.Clock{Now: d.micros(), Virtual: d.virtual}
}

// call counts, and fails when the test wants it to.
func (d *database) call(name string) error {
	d.calls[name]++
	return d.before(name)
}

// ClaimCohort implements activities.Cohorts.
func (d *database) ClaimCohort(context.Context, string, string) (process.CohortState, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call("claim"); err != nil {
		return process.CohortState{}, err
	}
	if d.closed {
		return process.CohortState{Gone: true}, nil
	}
	d.away, d.answered = false, d.wake
	return process.CohortState{
		Cohort: 7, Skeleton: d.skeleton, Positions: d.positions(func(r *row) bool { return r.State == process.StateWaiting }),
		Wake: d.wake, Bucket: bucket.Microseconds(), Clock: d.clock(),
	}, d.after("claim")
}

// ExecuteBlock implements activities.Cohorts.
func (d *database) ExecuteBlock(_ context.Context, ask process.ExecuteRequest) (process.ExecuteResult, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call("execute"); err != nil {
		return process.ExecuteResult{}, err
	}
	d.most = max(d.most, len(ask.Members))
	result := process.ExecuteResult{Clock: d.clock()}
	now := d.micros() // frozen for the batch, at least what anybody was asked for as due
	for _, p := range ask.Members {
		if !p.Woken {
			now = max(now, p.Due)
		}
	}
	for _, p := range ask.Members {
		r := d.rows[p.Enrollment-1]
		if r.State == process.StateWaiting && r.Block == ask.Block && r.Visit == p.Visit {
			d.act(r, now)
		}
		result.Positions = append(result.Positions, r.Position)
	}
	return result, d.after("execute")
}

// act does the block's effect if the member is due or has what it waits for.
func (d *database) act(r *row, now int64) {
	due := r.Due <= now
	if !due && !r.Woken {
		return
	}
	r.Woken = false
	if !due && !r.satisfied {
		return
	}
	at := visit{r.Enrollment, r.Visit}
	if due {
		d.late = max(d.late, time.Duration(d.micros()-r.Due)*time.Microsecond)
	}
	if r.parks {
		r.parks, r.State = false, process.StateFailed
		return
	}
	if _, twice := d.done[at]; twice {
		panic("an effect was done twice")
	}
	d.done[at] = d.present()
	r.way = r.way[1:]
	d.enter(r)
}

// ChangedMembers implements activities.Cohorts.
func (d *database) ChangedMembers(_ context.Context, _ int64, _ string, after int64) (process.Changes, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call("changed"); err != nil {
		return process.Changes{}, err
	}
	return d.changes(after), d.after("changed")
}

func (d *database) changes(after int64) process.Changes {
	if d.away || d.closed {
		return process.Changes{Gone: true, Clock: d.clock()}
	}
	d.answered = d.wake
	return process.Changes{Positions: d.positions(func(r *row) bool { return r.Wake > after }), Wake: d.wake, Clock: d.clock()}
}

// CloseCohort implements activities.Cohorts.
func (d *database) CloseCohort(context.Context, int64, string) (process.CloseResult, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call("close"); err != nil {
		return process.CloseResult{}, err
	}
	d.closing()
	waiting := d.positions(func(r *row) bool { return r.State == process.StateWaiting })
	if d.closed || len(waiting) == 0 && !d.away {
		d.closed = true
		return process.CloseResult{Closed: true}, d.after("close")
	}
	return process.CloseResult{Changes: d.changes(0)}, d.after("close")
}

func (d *database) positions(keep func(*row) bool) []process.Position {
	var list []process.Position
	for _, r := range d.rows {
		if keep(r) {
			list = append(list, r.Position)
		}
	}
	return list
}

// states counts the members by state.
func (d *database) states() map[process.State]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := map[process.State]int{}
	for _, r := range d.rows {
		n[r.State]++
	}
	return n
}

func (d *database) called(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[name]
}

// doneAt is when the effect of a visit was done; zero when it was not.
func (d *database) doneAt(enrollment int64, n int32) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.done[visit{enrollment, n}].UTC()
}

// outage fails the calls of the given name, or every one for "", while it is on.
type outage struct {
	name string
	mu   sync.Mutex
	on   bool
}

func (o *outage) set(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.on = on
}

func (o *outage) fail(call string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.on && (o.name == "" || o.name == call) {
		return models.NewError(models.CodeUnavailable).Because(errNoDatabase)
	}
	return nil
}

// first fails the first n calls of a name.
func first(n int, name string) func(string) error {
	return func(call string) error {
		if call == name && n > 0 {
			n--
			return errNoDatabase
		}
		return nil
	}
}

// A model that forgets a promise should be found before the workflow is blamed.
func TestModelRefusesToActTwice(t *testing.T) {
	t.Parallel()
	d := newDatabase()
	d.now = func() time.Time { return epoch }
	d.join(1, leg{}, leg{block: 1})
	ask := process.ExecuteRequest{Members: []process.Position{d.rows[0].Position}}
	for range 2 {
		if _, err := d.ExecuteBlock(context.Background(), ask); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.done) != 1 || d.rows[0].Visit != 2 {
		t.Fatalf("a repeated request acted again: %v", d.rows[0])
	}
}
