// Package mailsink is a real SMTP server on loopback for tests, measurements
// and development: it takes letters and sends them nowhere.
//
// Serve is the bare listener with the caller's Handler; Sink counts letters per
// Message-ID and fails where it is told to. It imports nothing of ours and logs nothing.
package mailsink

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Delivery is one letter as it came over the wire.
type Delivery struct {
	From string
	To   []string
	Body []byte // headers and content
}

// Reply refuses a command: Code 4xx means later, 5xx means never.
type Reply struct{ Code int }

// Error spells the reply.
func (r Reply) Error() string { return fmt.Sprintf("reply %d", r.Code) }

// ErrDrop closes the connection without an answer.
var ErrDrop = errors.New("drop the connection")

// Handler decides about recipients and letters. A Reply refuses, ErrDrop hangs
// up, nil accepts. It is called from many connections at once.
type Handler interface {
	Recipient(address string) error
	Letter(Delivery) error
}

// Options of a listener; the zero value takes anybody in plain text.
type Options struct {
	TLS      *tls.Config // offers STARTTLS
	Implicit bool        // TLS from the first byte instead
	// Username and Password, when given, are required before a letter.
	Username, Password string
}

// Listener is a running server.
type Listener struct {
	address string
	server  *smtp.Server
	counter *counter
}

// counter counts the connections of a listener.
type counter struct {
	net.Listener
	n atomic.Int64
}

func (c *counter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.n.Add(1)
	}
	return conn, err
}

// Serve listens on an address such as "127.0.0.1:0" until Close.
func Serve(address string, handler Handler, options Options) (*Listener, error) {
	listener, err := net.Listen("tcp", address) //nolint:noctx // it lives until Close, not as long as a call
	if err != nil {
		return nil, fmt.Errorf("mailsink: listen: %w", err)
	}
	server := smtp.NewServer(&backend{handler, options})
	server.Domain = "localhost"
	server.MaxMessageBytes = 25 << 20
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.AllowInsecureAuth = true
	server.EnableSMTPUTF8 = true
	server.TLSConfig = options.TLS
	server.ErrorLog = silent{}
	counted := &counter{Listener: listener}
	var source net.Listener = counted
	if options.Implicit {
		source = tls.NewListener(counted, options.TLS)
	}
	go func() { _ = server.Serve(source) }()
	return &Listener{listener.Addr().String(), server, counted}, nil
}

// Address is host and port.
func (l *Listener) Address() string { return l.address }

// Connections is how many were opened so far.
func (l *Listener) Connections() int { return int(l.counter.n.Load()) }

// Close stops listening and hangs up.
func (l *Listener) Close() error { return l.server.Close() }

type backend struct {
	handler Handler
	options Options
}

func (b *backend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s := &session{handler: b.handler, conn: c, options: b.options, trusted: b.options.Username == ""}
	if b.options.Username == "" {
		return s, nil
	}
	return &authSession{s}, nil
}

type session struct {
	handler Handler
	options Options
	conn    *smtp.Conn
	trusted bool
	letter  Delivery
}

func (s *session) Reset()        { s.letter = Delivery{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.trusted {
		return smtp.ErrAuthRequired
	}
	s.letter = Delivery{From: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.handler.Recipient(to); err != nil {
		return s.answer(err)
	}
	s.letter.To = append(s.letter.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.letter.Body = body
	return s.answer(s.handler.Letter(s.letter))
}

func (s *session) answer(err error) error {
	var reply Reply
	switch {
	case errors.As(err, &reply):
		return &smtp.SMTPError{Code: reply.Code, EnhancedCode: smtp.EnhancedCode{reply.Code / 100, 1, 1}, Message: "as told"}
	case errors.Is(err, ErrDrop):
		_ = s.conn.Conn().Close()
		return err
	default:
		return err
	}
}

// authSession is apart because go-smtp offers AUTH for any session that has the methods.
type authSession struct{ *session }

func (s *authSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *authSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != s.options.Username || password != s.options.Password {
			return smtp.ErrAuthFailed
		}
		s.trusted = true
		return nil
	}), nil
}

// silent keeps addresses out of the process's output.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
