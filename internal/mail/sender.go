package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"
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
	Stage    string // where a connection that could not be made failed, "" when nobody was met
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

// Reason is the reply in short: "550 5.1.1", "login failed: 535 5.7.8", or "no answer".
func (r Result) Reason() string {
	switch {
	case r.Stage != "":
		return strings.TrimSuffix(r.Stage+" failed: "+r.reply(), ": ")
	case r.Status == 0 && r.Outcome == Refused:
		return "bad address"
	case r.Status == 0:
		return "no answer"
	default:
		return r.reply()
	}
}

// reply is the code and the enhanced one; "" when there was no reply.
func (r Result) reply() string {
	if r.Status == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(r.Status, " ", r.Enhanced))
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
		handled, away := s.connection(ctx, letters[:min(PerConnection, len(letters))], report)
		if handled == 0 {
			postpone(letters, away, report)
			return results
		}
		letters = letters[handled:]
	}
	return results
}

// Probe connects, encrypts and logs in as for letters, hands nothing in, and
// tells how far it came: Sent for all the way, else Later with its Stage.
func (s *Sender) Probe(ctx context.Context) Result {
	x, err := s.dial(ctx)
	if err != nil {
		result := unreached(err)
		result.Outcome = Later
		return result
	}
	x.close()
	return Result{Outcome: Sent}
}

// connection sends what one connection takes and tells how many letters got a
// result; 0 when the server cannot be reached, and away says why.
func (s *Sender) connection(ctx context.Context, letters []Envelope, report func(Result)) (handled int, away Result) {
	if ctx.Err() != nil {
		return 0, Result{}
	}
	x, err := s.dial(ctx)
	if err != nil {
		return 0, unreached(err)
	}
	defer x.close()
	for i, letter := range letters {
		if ctx.Err() != nil {
			postpone(letters[i:], Result{}, report)
			return len(letters), Result{}
		}
		result := x.send(letter)
		result.Offered = true
		report(result)
		if x.broken {
			return i + 1, Result{}
		}
	}
	return len(letters), Result{}
}

// postpone reports letters that were not offered, and why.
func postpone(letters []Envelope, why Result, report func(Result)) {
	for _, letter := range letters {
		why.LetterID, why.Outcome = letter.LetterID, Later
		report(why)
	}
}
