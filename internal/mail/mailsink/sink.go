package mailsink

import (
	"bytes"
	"net/mail"
	"sync"
)

// Sink counts letters per Message-ID. Its rules are asked in the order
// recipient, letter; set them before the first connection.
type Sink struct {
	*Listener
	rules Rules

	mu      sync.Mutex
	counts  map[string]int
	letters []Delivery
}

// Rules is how a sink fails; each may be nil. They may return a Reply, ErrDrop or nil.
type Rules struct {
	// OnRecipient is asked for each RCPT.
	OnRecipient func(address string) error
	// BeforeAccept is asked when the whole letter is there and not counted yet.
	BeforeAccept func(Delivery) error
	// AfterAccept is called when the letter is counted and not answered yet:
	// ErrDrop here is a letter that was taken while its sender never learns it.
	AfterAccept func(messageID string) error
	// Keep keeps the letters themselves, for Letters.
	Keep bool
}

// Start listens on a free port of loopback.
func Start(rules Rules, options Options) (*Sink, error) {
	return StartAt("127.0.0.1:0", rules, options)
}

// StartAt listens on the given address.
func StartAt(address string, rules Rules, options Options) (*Sink, error) {
	sink := &Sink{rules: rules, counts: map[string]int{}}
	listener, err := Serve(address, sink, options)
	if err != nil {
		return nil, err
	}
	sink.Listener = listener
	return sink, nil
}

// Recipient implements Handler.
func (s *Sink) Recipient(address string) error {
	if s.rules.OnRecipient == nil {
		return nil
	}
	return s.rules.OnRecipient(address)
}

// Letter implements Handler.
func (s *Sink) Letter(letter Delivery) error {
	if s.rules.BeforeAccept != nil {
		if err := s.rules.BeforeAccept(letter); err != nil {
			return err
		}
	}
	id := s.count(letter)
	if s.rules.AfterAccept == nil {
		return nil
	}
	return s.rules.AfterAccept(id)
}

func (s *Sink) count(letter Delivery) string {
	id := MessageID(letter.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[id]++
	if s.rules.Keep {
		s.letters = append(s.letters, letter)
	}
	return id
}

// Counts tells how often each Message-ID was accepted.
func (s *Sink) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.counts))
	for id, n := range s.counts {
		counts[id] = n
	}
	return counts
}

// Total is the number of letters accepted, copies included.
func (s *Sink) Total() int {
	total := 0
	for _, n := range s.Counts() {
		total += n
	}
	return total
}

// Duplicates is the number of second and further copies.
func (s *Sink) Duplicates() int { return s.Total() - len(s.Counts()) }

// Letters gives what was accepted, in order of arrival, when Rules.Keep is set.
func (s *Sink) Letters() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.letters...)
}

// MessageID reads the header with its brackets, "" when there is none.
func MessageID(body []byte) string {
	message, err := mail.ReadMessage(bytes.NewReader(body))
	if err != nil {
		return ""
	}
	return message.Header.Get("Message-Id")
}
