package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/models"
)

// PerConnection bounds the letters of one SMTP connection, and so the letters
// that are uncertain after a kill.
const PerConnection = 20

// Encryption of the connection to the mail server.
type Encryption string

// Ways to encrypt: STARTTLS is required, not tried; TLS from the first byte; none, for a server on the same machine.
const (
	STARTTLS     Encryption = "starttls"
	TLS          Encryption = "tls"
	NoEncryption Encryption = "none"
)

const defaultTimeout = 30 * time.Second

// Server says where letters are handed in.
type Server struct {
	Host       string
	Port       int
	Encryption Encryption
	Username   string // "" sends without authentication
	Password   string
	Timeout    time.Duration // of one exchange with the server, 30 s when zero
	TLSConfig  *tls.Config   // nil verifies the host against the system's roots
}

// Outcome is what became of one letter.
type Outcome string

// The outcomes. Only Unknown leaves open whether the customer gets the letter:
// its whole text was handed over and the answer never came.
const (
	Sent    Outcome = "sent"
	Later   Outcome = "later"   // 4xx, or the server was not reached: try again
	Refused Outcome = "refused" // 5xx, or an impossible address: final
	Unknown Outcome = "unknown"
)

// Result is what became of one letter. It holds no text of the server, which would quote the address.
type Result struct {
	LetterID int64
	Outcome  Outcome
	Offered  bool   // the exchange about it began
	Status   int    // the SMTP reply, 0 when there was none
	Enhanced string // such as "5.1.1", "" when not given
}

// Err is the result as an error of the rules; nil for a sent letter.
func (r Result) Err() error {
	switch r.Outcome {
	case Sent:
		return nil
	case Refused:
		return models.NewError(models.CodeLetterRefused, "status", r.Reason())
	default:
		return models.NewError(models.CodeLetterUndelivered, "status", r.Reason())
	}
}

// Reason is the reply in short: "550 5.1.1", or "no answer".
func (r Result) Reason() string {
	switch {
	case r.Status == 0 && r.Outcome == Refused:
		return "bad address"
	case r.Status == 0:
		return "no answer"
	case r.Enhanced == "":
		return fmt.Sprint(r.Status)
	default:
		return fmt.Sprintf("%d %s", r.Status, r.Enhanced)
	}
}

// Sender hands letters to one mail server; safe for concurrent use, each call with its own connections.
type Sender struct {
	server Server
	from   Identity
	now    func() time.Time
}

// NewSender checks the identity and remembers the server; it does not connect. now dates the letters.
func NewSender(server Server, from Identity, now func() time.Time) (*Sender, error) {
	if err := from.Check(); err != nil {
		return nil, fmt.Errorf("mail: sender: %w", err)
	}
	if server.Timeout == 0 {
		server.Timeout = defaultTimeout
	}
	return &Sender{server, from, now}, nil
}

// Domain is that of our address, for MessageID.
func (s *Sender) Domain() string { return s.from.Domain() }

// Deliver hands the letters in, at most PerConnection on one connection, and
// gives a result for each, in their order (MAIL-5). done, when given, is called
// after each letter, as a heartbeat. When the context ends, the letters not
// begun are Later.
func (s *Sender) Deliver(ctx context.Context, letters []Envelope, done func(Result)) []Result {
	results := make([]Result, 0, len(letters))
	report := func(r Result) {
		results = append(results, r)
		if done != nil {
			done(r)
		}
	}
	for len(letters) > 0 {
		handled := s.connection(ctx, letters[:min(PerConnection, len(letters))], report)
		if handled == 0 {
			postpone(letters, report)
			return results
		}
		letters = letters[handled:]
	}
	return results
}

// connection sends what one connection takes and tells how many letters got a
// result; 0 when the server cannot be reached.
func (s *Sender) connection(ctx context.Context, letters []Envelope, report func(Result)) int {
	if ctx.Err() != nil {
		return 0
	}
	x, err := s.dial(ctx)
	if err != nil {
		return 0
	}
	defer x.close()
	for i, letter := range letters {
		if ctx.Err() != nil {
			postpone(letters[i:], report)
			return len(letters)
		}
		result := x.send(letter)
		result.Offered = true
		report(result)
		if x.broken {
			return i + 1
		}
	}
	return len(letters)
}

func postpone(letters []Envelope, report func(Result)) {
	for _, letter := range letters {
		report(Result{LetterID: letter.LetterID, Outcome: Later})
	}
}
