package mail

import (
	"errors"
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

var errNoLogin = errors.New("mail: the server offers no way to log in that we know: CRAM-MD5, PLAIN, LOGIN")

// login takes the first way to authenticate that the server offers. A password
// goes unencrypted only where the operator chose NoEncryption, for a server on the same machine.
type login struct {
	server Server
	chosen smtp.Auth
	begun  bool
}

// Start implements smtp.Auth.
func (l *login) Start(offered *smtp.ServerInfo) (string, []byte, error) {
	l.begun = true
	user, password, host := l.server.Username, l.server.Password, l.server.Host
	const encrypted = true // by our own policy, whatever the library sees
	for _, way := range []struct {
		name string
		auth smtp.Auth
	}{
		{"PLAIN", smtp.PlainAuth("", user, password, host, encrypted)},
		{"LOGIN", smtp.LoginAuth(user, password, host, encrypted)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(user, password)},
	} {
		if slices.Contains(offered.Auth, way.name) {
			l.chosen = way.auth
			return way.auth.Start(offered)
		}
	}
	return "", nil, errNoLogin
}

// Next implements smtp.Auth.
func (l *login) Next(fromServer []byte, more bool) ([]byte, error) {
	return l.chosen.Next(fromServer, more)
}
