package api

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

const (
	// livePace is how often a topic's mark is read while somebody listens.
	livePace = 400 * time.Millisecond
	// liveShare bounds what reading a topic takes: a twentieth of one connection's time.
	liveShare = 20
	// liveSlowest is how long a change may stay unnoticed when its mark is dear.
	liveSlowest = 10 * time.Second
)

// hub reads the marks of the topics to which somebody listens, each once for
// all. Marks come from the database, so that it does not matter which process
// made a change.
type hub struct {
	mark   func(context.Context, services.Topic) (string, error)
	mu     sync.Mutex
	topics map[services.Topic]*watch
	people map[int64]int // connections
}

// watch is one topic that is watched.
type watch struct {
	mark      string // "" until it was read
	listeners map[*listener]bool
	stop      context.CancelFunc
}

// marks are the topics' marks that somebody knows.
type marks map[services.Topic]string

// listener is one connection.
type listener struct {
	person int64
	news   chan struct{} // holds one when there is something to take
	mu     sync.Mutex
	wanted []services.Topic
	known  marks
	told   marks // what the other side has
}

func newHub(mark func(context.Context, services.Topic) (string, error)) *hub {
	return &hub{mark: mark, topics: map[services.Topic]*watch{}, people: map[int64]int{}}
}

// join begins to listen; told is what the other side has heard before.
func (h *hub) join(person int64, wanted []services.Topic, told marks) (*listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.people[person] >= livePerPerson {
		return nil, models.NewError(models.CodeTooManyListening, "max", livePerPerson)
	}
	h.people[person]++
	l := &listener{person: person, news: make(chan struct{}, 1), wanted: wanted, known: marks{}, told: told}
	for _, topic := range wanted {
		w := h.topics[topic]
		if w == nil {
			w = h.watch(topic)
		}
		w.listeners[l] = true
		if w.mark != "" {
			l.hear(topic, w.mark)
		}
	}
	return l, nil
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.people[l.person]--; h.people[l.person] == 0 {
		delete(h.people, l.person)
	}
	for _, topic := range l.wanted {
		w := h.topics[topic]
		if w == nil {
			continue // named twice
		}
		if delete(w.listeners, l); len(w.listeners) == 0 {
			w.stop()
			delete(h.topics, topic)
		}
	}
}

// watch reads a topic's mark until nobody listens.
func (h *hub) watch(topic services.Topic) *watch {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{listeners: map[*listener]bool{}, stop: cancel}
	h.topics[topic] = w
	go func() {
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
				timer.Reset(h.look(ctx, topic, w))
			}
		}
	}()
	return w
}

// look reads the mark once and says when to look again. What cannot be read now is read later.
func (h *hub) look(ctx context.Context, topic services.Topic, w *watch) time.Duration {
	began := time.Now()
	mark, err := h.mark(ctx, topic)
	pause := min(max(livePace, liveShare*time.Since(began)), liveSlowest)
	if err != nil {
		return pause
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if mark != w.mark {
		w.mark = mark
		for l := range w.listeners {
			l.hear(topic, mark)
		}
	}
	return pause
}

func (l *listener) hear(topic services.Topic, mark string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[topic] = mark
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// take gives the topics that differ from what the other side has heard, and all
// marks. The first mark of a topic is no change.
func (l *listener) take() (changed []services.Topic, all marks) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for topic, mark := range l.known {
		if told, before := l.told[topic]; before && told != mark {
			changed = append(changed, topic)
		}
	}
	l.told = make(marks, len(l.known))
	for topic, mark := range l.known {
		l.told[topic] = mark
	}
	slices.SortFunc(changed, func(a, b services.Topic) int { return strings.Compare(a.String(), b.String()) })
	return changed, l.told
}

// String is the id of a message.
func (m marks) String() string {
	parts := make([]string, 0, len(m))
	for topic, mark := range m {
		parts = append(parts, topic.String()+"="+mark)
	}
	slices.Sort(parts)
	return strings.Join(parts, ";")
}

// marksIn reads ids of messages; what is none is left out.
func marksIn(text string) marks {
	m := marks{}
	for part := range strings.SplitSeq(text, ";") {
		name, mark, _ := strings.Cut(part, "=")
		if topic, ok := services.ParseTopic(name); ok && mark != "" {
			m[topic] = mark
		}
	}
	return m
}
