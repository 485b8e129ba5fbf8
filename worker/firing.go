package worker

import (
	"context"
	"sync"

	"github.com/orderflow/orderflow/activities"
)

// entry is one periodic entry by segment.
type entry struct {
	process int64
	trigger int
}

// firing lets in whom periodic entries ask for and remembers whose schedule fired,
// for the watchdog to compare with the rows (PRC-2).
type firing struct {
	activities.Entries
	mu    sync.Mutex
	fired map[entry]struct{}
}

func newFiring(entries activities.Entries) *firing {
	return &firing{Entries: entries, fired: map[entry]struct{}{}}
}

// EnterSegment implements activities.Entries.
func (f *firing) EnterSegment(ctx context.Context, process int64, trigger int, after int64) (next int64, more bool, err error) {
	f.mu.Lock()
	f.fired[entry{process, trigger}] = struct{}{}
	f.mu.Unlock()
	return f.Entries.EnterSegment(ctx, process, trigger, after)
}

// take gives the entries that fired since it was last asked.
func (f *firing) take() []entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]entry, 0, len(f.fired))
	for e := range f.fired {
		list = append(list, e)
	}
	clear(f.fired)
	return list
}
