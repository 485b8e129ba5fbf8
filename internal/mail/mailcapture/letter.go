package mailcapture

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
)

// Letter is one captured letter, decoded for reading.
type Letter struct {
	ID        int64     `json:"id"` // of the capture, ascending
	At        time.Time `json:"at"`
	MessageID string    `json:"message_id"`
	From      string    `json:"from"`
	To        []string  `json:"to"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	HTML      string    `json:"html"`
	Headers   []Header  `json:"headers"`
}

// Header is one header line, decoded.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

var decoder = new(mime.WordDecoder)

// read decodes what came over the wire; what cannot be decoded is shown as it is.
func read(delivery mailsink.Delivery) Letter {
	letter := Letter{From: delivery.From, To: delivery.To}
	message, err := mail.ReadMessage(bytes.NewReader(delivery.Body))
	if err != nil {
		letter.Text = string(delivery.Body)
		return letter
	}
	for name, values := range message.Header {
		for _, value := range values {
			letter.Headers = append(letter.Headers, Header{name, decoded(value)})
		}
	}
	slices.SortFunc(letter.Headers, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	letter.MessageID = message.Header.Get("Message-Id")
	letter.Subject = decoded(message.Header.Get("Subject"))
	letter.body(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
	return letter
}

// body takes the first text and the first HTML part, at any depth.
func (l *Letter) body(contentType, encoding string, r io.Reader) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		l.parts(multipart.NewReader(r, params["boundary"]))
		return
	}
	content, _ := io.ReadAll(decode(encoding, r))
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	switch {
	case kind == "text/html" && l.HTML == "":
		l.HTML = text
	case kind == "text/plain" && l.Text == "":
		l.Text = text
	}
}

func (l *Letter) parts(reader *multipart.Reader) {
	for {
		part, err := reader.NextRawPart()
		if err != nil {
			return
		}
		l.body(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
	}
}

func decode(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	default:
		return r
	}
}

func decoded(value string) string {
	if text, err := decoder.DecodeHeader(value); err == nil {
		return text
	}
	return value
}

func contains(list []string, address string) bool {
	return slices.ContainsFunc(list, func(to string) bool { return strings.EqualFold(to, address) })
}
