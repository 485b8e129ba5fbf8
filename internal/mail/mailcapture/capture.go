// Package mailcapture takes the letters of a development set-up and shows them
// in a browser instead of delivering them.
//
// It is a real SMTP server on loopback, so that letters take the same way as in
// production. It imports mailsink only, and logs nothing.
package mailcapture

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
)

// Keep is the number of letters that stay in memory; the oldest leave first.
const Keep = 1000

// Capture is a running server; safe for concurrent use.
type Capture struct {
	listener  *mailsink.Listener
	directory string
	now       func() time.Time

	mu     sync.Mutex
	last   int64
	newest []Letter // ascending by ID
}

// Options of a capture.
type Options struct {
	// Address to listen on, such as "127.0.0.1:1025"; "" takes a free port of loopback.
	Address string
	// Directory, when given, also receives each letter as a file, and gives back
	// the latest after a restart.
	Directory string
	// Now is the clock of the arrival times.
	Now func() time.Time
}

// Start listens until Close.
func Start(options Options) (*Capture, error) {
	capture := &Capture{directory: options.Directory, now: options.Now}
	if capture.directory != "" {
		if err := os.MkdirAll(capture.directory, 0o700); err != nil {
			return nil, fmt.Errorf("mailcapture: %w", err)
		}
		if err := capture.remember(); err != nil {
			return nil, fmt.Errorf("mailcapture: %w", err)
		}
	}
	address := options.Address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := mailsink.Serve(address, capture, mailsink.Options{})
	if err != nil {
		return nil, fmt.Errorf("mailcapture: %w", err)
	}
	capture.listener = listener
	return capture, nil
}

// Address is the SMTP server's host and port.
func (c *Capture) Address() string { return c.listener.Address() }

// Close stops the server; the letters stay readable.
func (c *Capture) Close() error { return c.listener.Close() }

// Recipient takes everybody.
func (c *Capture) Recipient(string) error { return nil }

// Letter keeps one letter. It is refused for now when its file cannot be written.
func (c *Capture) Letter(delivery mailsink.Delivery) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	letter := read(delivery)
	letter.ID, letter.At = c.last+1, c.now()
	if c.directory != "" {
		if err := os.WriteFile(filepath.Join(c.directory, fileName(letter)), delivery.Body, 0o600); err != nil {
			return mailsink.Reply{Code: 452}
		}
	}
	c.last = letter.ID
	c.newest = append(c.newest, letter)
	if len(c.newest) > Keep {
		c.newest = append([]Letter(nil), c.newest[len(c.newest)-Keep:]...)
	}
	return nil
}

// Letters gives what is kept, the newest first; a recipient filters, "" takes all.
func (c *Capture) Letters(recipient string) []Letter {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Letter
	for i := len(c.newest) - 1; i >= 0; i-- {
		if recipient == "" || contains(c.newest[i].To, recipient) {
			list = append(list, c.newest[i])
		}
	}
	return list
}

// find gives one letter that is still kept.
func (c *Capture) find(id int64) (Letter, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, letter := range c.newest {
		if letter.ID == id {
			return letter, true
		}
	}
	return Letter{}, false
}
