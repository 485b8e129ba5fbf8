package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/orderflow/orderflow/models"
)

// Envelope is one letter ready to go.
type Envelope struct {
	LetterID  int64
	MessageID string // without angle brackets, the same on every try (MAIL-5)
	To        string // a bare address
	ToName    string
	Date      time.Time // when the letter was first sent; the zero value means now
	Message   Message
}

// Identity is who our letters are from.
type Identity struct {
	Name    string // the school's name
	Address string // the From and envelope address
	ReplyTo string // "" means Address
}

// Domain is the right side of the address.
func (i Identity) Domain() string { return i.Address[strings.LastIndex(i.Address, "@")+1:] }

// Check says what is wrong: both addresses must be valid and of one domain.
func (i Identity) Check() error {
	for _, address := range []string{i.Address, i.replyTo()} {
		if _, err := models.NormalizeEmail(address); err != nil {
			return err
		}
	}
	if reply := i.replyTo(); !strings.HasSuffix(strings.ToLower(reply), "@"+strings.ToLower(i.Domain())) {
		return models.NewFieldError("reply_to", models.CodeNotOneOf, "value", reply, "allowed", []string{"…@" + i.Domain()})
	}
	return nil
}

func (i Identity) replyTo() string {
	if i.ReplyTo == "" {
		return i.Address
	}
	return i.ReplyTo
}

// compose builds the MIME form: a text part and an HTML part of one letter. No
// text of the envelope can add a header or a recipient. The error names no address.
func compose(from Identity, letter Envelope, now time.Time) ([]byte, error) {
	if !bareAddress(letter.To) || !bareAddress(letter.MessageID) {
		return nil, models.NewError(models.CodeInvalidEmail)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	date := letter.Date
	if date.IsZero() {
		date = now
	}
	for _, err := range []error{
		msg.FromFormat(quotable(from.Name), from.Address),
		msg.ReplyTo(from.replyTo()),
		msg.AddToFormat(quotable(letter.ToName), letter.To),
	} {
		if err != nil {
			return nil, models.NewError(models.CodeInvalidEmail)
		}
	}
	msg.Subject(oneLine(letter.Message.Subject))
	msg.SetDateWithValue(date)
	msg.SetMessageIDWithValue(letter.MessageID)
	msg.SetBodyString(gomail.TypeTextPlain, letter.Message.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, letter.Message.HTML)
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("mail: compose letter %d: %w", letter.LetterID, err)
	}
	return out.Bytes(), nil
}

// bareAddress refuses everything that could end a header or an SMTP command early.
func bareAddress(text string) bool {
	if strings.ContainsAny(text, " \t\r\n<>,;\"\\()") {
		return false
	}
	parsed, err := netmail.ParseAddress(text)
	return err == nil && parsed.Address == text
}

// quotable drops what cannot stand in the display name of an address.
func quotable(name string) string {
	return strings.NewReplacer(`"`, "'", `\`, "/").Replace(oneLine(name))
}
