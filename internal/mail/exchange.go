package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// exchange is one connection to the mail server. It speaks the commands itself
// because only the place where a connection breaks tells whether a letter may have been taken.
type exchange struct {
	client  *smtp.Client
	conn    net.Conn
	from    Identity
	timeout time.Duration
	now     func() time.Time
	release func() bool
	broken  bool
}

// dial connects, encrypts and authenticates. A cancelled context breaks the connection.
func (s *Sender) dial(ctx context.Context) (*exchange, error) {
	x := &exchange{from: s.from, timeout: s.server.Timeout, now: s.now}
	entry := &login{server: s.server}
	client, err := gomail.NewClient(s.server.Host, append(s.options(entry), gomail.WithDialContextFunc(
		func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := s.connect(ctx, network, address)
			x.conn = conn
			return conn, err
		}))...)
	if err != nil {
		return nil, fmt.Errorf("mail: configure: %w", err)
	}
	x.client, err = client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if x.conn != nil {
			_ = x.conn.Close()
		}
		return nil, &dialError{stage: stageOf(x.conn, entry, err), cause: err}
	}
	x.release = context.AfterFunc(ctx, func() { _ = x.conn.Close() })
	return x, nil
}

// dialError is a connection that could not be made. Its text may quote the server.
type dialError struct {
	stage string
	cause error
}

func (e *dialError) Error() string { return "mail: connect: " + e.cause.Error() }
func (e *dialError) Unwrap() error { return e.cause }

// stageOf is how far we came: a name that operators see.
func stageOf(conn net.Conn, entry *login, err error) string {
	var untrusted *tls.CertificateVerificationError
	switch {
	case entry.begun:
		return "login"
	case errors.As(err, &untrusted):
		return "encryption"
	case conn != nil:
		return "greeting"
	default:
		return ""
	}
}

// connect dials as the library would; doing it here lets a failed handshake close the connection.
func (s *Sender) connect(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: s.server.Timeout}
	if s.server.Encryption != TLS {
		return dialer.DialContext(ctx, network, address)
	}
	config := &tls.Config{ServerName: s.server.Host, MinVersion: tls.VersionTLS12}
	if s.server.TLSConfig != nil {
		config = s.server.TLSConfig
	}
	return (&tls.Dialer{NetDialer: dialer, Config: config}).DialContext(ctx, network, address)
}

func (s *Sender) options(entry *login) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.server.Port), gomail.WithTimeout(s.server.Timeout), gomail.WithHELO(s.from.Domain()),
	}
	switch s.server.Encryption {
	case STARTTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.server.Encryption == TLS {
		options = append(options, gomail.WithSSL())
	}
	if s.server.TLSConfig != nil {
		options = append(options, gomail.WithTLSConfig(s.server.TLSConfig))
	}
	if s.server.Username != "" {
		options = append(options, gomail.WithSMTPAuthCustom(entry))
	}
	return options
}

func (x *exchange) close() {
	x.release()
	if !x.broken {
		_ = x.client.UpdateDeadline(x.timeout)
		_ = x.client.Quit()
	}
	_ = x.conn.Close()
}

// send hands in one letter. Before the end of DATA any trouble means that the
// letter was not taken; after it, silence means that nobody knows.
func (x *exchange) send(letter Envelope) Result {
	body, err := compose(x.from, letter, x.now())
	if err != nil {
		return Result{LetterID: letter.LetterID, Outcome: Refused}
	}
	if err := x.client.UpdateDeadline(x.timeout); err != nil {
		return x.failed(letter, err, Later)
	}
	if err := x.client.Mail("<" + x.from.Address + ">"); err != nil {
		return x.failed(letter, err, Later)
	}
	if err := x.client.Rcpt("<" + letter.To + ">"); err != nil {
		return x.failed(letter, err, Later)
	}
	data, err := x.client.Data()
	if err != nil {
		return x.failed(letter, err, Later)
	}
	if _, err := data.Write(body); err != nil {
		return x.failed(letter, err, Later)
	}
	if err := data.Close(); err != nil {
		return x.failed(letter, err, Unknown)
	}
	return Result{LetterID: letter.LetterID, Outcome: Sent, Status: 250}
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// unreached is why no letter could be offered, without the server's text.
func unreached(err error) Result {
	var result Result
	var dial *dialError
	if errors.As(err, &dial) {
		result.Stage = dial.stage
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		result.Status, result.Enhanced = reply.Code, enhanced.FindString(reply.Msg)
	}
	return result
}

// failed classifies what went wrong; silence is the outcome when there was no reply.
func (x *exchange) failed(letter Envelope, err error, silence Outcome) Result {
	result := Result{LetterID: letter.LetterID, Outcome: silence}
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		x.broken = true
		return result
	}
	result.Status, result.Enhanced = reply.Code, enhanced.FindString(reply.Msg)
	result.Outcome = Later
	if reply.Code >= 500 {
		result.Outcome = Refused
	}
	// 421 announces that the server hangs up; after any other reply the connection goes on.
	if reply.Code == 421 || x.client.Reset() != nil {
		x.broken = true
	}
	return result
}
