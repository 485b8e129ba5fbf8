package mail_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/mail/mailsink"
	"github.com/orderflow/orderflow/models"
)

var (
	sendDate = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	school   = mail.Identity{Name: `Школа "Рассвет"`, Address: "hello@school.example", ReplyTo: "care@school.example"}
)

func messageID(letter int64) string { return fmt.Sprintf("letter-%d-x7f3@school.example", letter) }

func startSink(t *testing.T, rules mailsink.Rules, options mailsink.Options) *mailsink.Sink {
	t.Helper()
	rules.Keep = true
	sink, err := mailsink.Start(rules, options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = sink.Close() })
	return sink
}

func senderTo(t *testing.T, address string, change func(*mail.Server)) *mail.Sender {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	number, err := strconv.Atoi(port)
	require.NoError(t, err)
	server := mail.Server{Host: host, Port: number, Encryption: mail.NoEncryption, Timeout: 5 * time.Second}
	if change != nil {
		change(&server)
	}
	sender, err := mail.NewSender(server, school, func() time.Time { return sendDate })
	require.NoError(t, err)
	return sender
}

func envelopes(recipients ...string) []mail.Envelope {
	var list []mail.Envelope
	for i, to := range recipients {
		id := int64(i + 1)
		list = append(list, mail.Envelope{
			LetterID: id, MessageID: messageID(id), To: to, ToName: "Анна",
			Message: mail.Message{Subject: "Заказ № 1042", HTML: "<p>Привет</p>", Text: "Привет\n.точка в начале строки\n"},
		})
	}
	return list
}

func people(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("p%d@example.com", i+1)
	}
	return list
}

func outcomes(results []mail.Result) []mail.Outcome {
	var list []mail.Outcome
	for _, r := range results {
		list = append(list, r.Outcome)
	}
	return list
}

func TestDeliverWritesACompleteLetter(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{}, mailsink.Options{})
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes("anna@example.com"), nil)
	require.Equal(t, []mail.Outcome{mail.Sent}, outcomes(results))

	letter := sink.Letters()[0]
	require.Equal(t, "hello@school.example", letter.From)
	require.Equal(t, []string{"anna@example.com"}, letter.To)
	message, err := netmail.ReadMessage(bytes.NewReader(letter.Body))
	require.NoError(t, err)
	header := message.Header
	date, err := header.Date()
	require.NoError(t, err)
	require.True(t, date.Equal(sendDate))
	require.Equal(t, "<letter-1-x7f3@school.example>", header.Get("Message-Id"))
	require.Equal(t, "<care@school.example>", header.Get("Reply-To"))
	from, err := header.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, "Школа 'Рассвет'", from[0].Name)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "Заказ № 1042", subject)
	for name := range header {
		require.False(t, strings.HasPrefix(name, "List-"), "MAIL-5: a service letter is not a mailing: %s", name)
	}
	require.Equal(t, map[string]string{
		"text/plain": "Привет\n.точка в начале строки\n", "text/html": "<p>Привет</p>",
	}, parts(t, message))
}

func parts(t *testing.T, message *netmail.Message) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	found := map[string]string{}
	reader := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return found
		}
		require.NoError(t, err)
		require.Equal(t, "quoted-printable", part.Header.Get("Content-Transfer-Encoding"))
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		require.NoError(t, err)
		partKind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		found[partKind] = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
}

func TestDeliverClassifies(t *testing.T) {
	t.Parallel()
	refuse := map[string]int{"p2@example.com": 450, "p3@example.com": 550}
	sink := startSink(t, mailsink.Rules{OnRecipient: func(address string) error {
		if code := refuse[address]; code != 0 {
			return mailsink.Reply{Code: code}
		}
		return nil
	}}, mailsink.Options{})
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes(people(4)...), nil)

	t.Run("MAIL-5/4xx is retried", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, mail.Result{LetterID: 2, Outcome: mail.Later, Offered: true, Status: 450, Enhanced: "4.1.1"}, results[1])
		require.True(t, models.CodeOf(results[1].Err()).Retriable())
	})
	t.Run("MAIL-5/5xx is final", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, mail.Result{LetterID: 3, Outcome: mail.Refused, Offered: true, Status: 550, Enhanced: "5.1.1"}, results[2])
		require.False(t, models.CodeOf(results[2].Err()).Retriable())
		require.ErrorContains(t, results[2].Err(), "550 5.1.1")
	})
	t.Run("MAIL-5/the others go on the same connection", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []mail.Outcome{mail.Sent, mail.Later, mail.Refused, mail.Sent}, outcomes(results))
		require.Equal(t, 1, sink.Connections())
	})
	t.Run("PRIV-1/no address in a result", func(t *testing.T) {
		t.Parallel()
		require.NotContains(t, fmt.Sprintf("%+v", results), "@")
	})
}

func TestDeliverClassifiesTheAnswerToTheText(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]mail.Outcome{451: mail.Later, 421: mail.Later, 554: mail.Refused} {
		t.Run(fmt.Sprintf("MAIL-5/%d after DATA", code), func(t *testing.T) {
			t.Parallel()
			sink := startSink(t, mailsink.Rules{BeforeAccept: func(mailsink.Delivery) error { return mailsink.Reply{Code: code} }}, mailsink.Options{})
			results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes("a@example.com", "b@example.com"), nil)
			require.Equal(t, []mail.Outcome{want, want}, outcomes(results))
			require.Equal(t, code, results[0].Status)
			require.Zero(t, sink.Total())
		})
	}
}

func TestDeliverDroppedAfterTheText(t *testing.T) {
	t.Parallel()
	first := messageID(2)
	drops := make(chan struct{}, 1)
	drops <- struct{}{}
	sink := startSink(t, mailsink.Rules{AfterAccept: func(id string) error {
		if id == "<"+first+">" {
			select {
			case <-drops:
				return mailsink.ErrDrop
			default:
			}
		}
		return nil
	}}, mailsink.Options{})
	sender := senderTo(t, sink.Address(), nil)
	letters := envelopes(people(3)...)
	results := sender.Deliver(t.Context(), letters, nil)

	require.Equal(t, []mail.Outcome{mail.Sent, mail.Unknown, mail.Sent}, outcomes(results), "MAIL-5: taken, but nobody said so")
	require.Zero(t, results[1].Status)
	require.Equal(t, 2, sink.Connections(), "the rest goes on a new connection")

	again := sender.Deliver(t.Context(), letters[1:2], nil)
	require.Equal(t, []mail.Outcome{mail.Sent}, outcomes(again))
	require.Equal(t, 2, sink.Counts()["<"+first+">"], "the same Message-ID again")
	require.Equal(t, 1, sink.Duplicates())
}

func TestDeliverDroppedBeforeTheText(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{OnRecipient: func(address string) error {
		if address == "p1@example.com" {
			return mailsink.ErrDrop
		}
		return nil
	}}, mailsink.Options{})
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes(people(2)...), nil)
	require.Equal(t, []mail.Outcome{mail.Later, mail.Sent}, outcomes(results), "MAIL-5: it was surely not taken")
}

func TestDeliverServerAway(t *testing.T) {
	t.Parallel()
	const nobodyListens = "127.0.0.1:1"
	results := senderTo(t, nobodyListens, nil).Deliver(t.Context(), envelopes(people(30)...), nil)
	require.Len(t, results, 30)
	for _, r := range results {
		require.Equal(t, mail.Later, r.Outcome)
		require.False(t, r.Offered, "MAIL-5: that costs no try")
		require.Equal(t, "no answer", r.Reason())
	}
	require.Equal(t, mail.Result{Outcome: mail.Later}, senderTo(t, nobodyListens, nil).Probe(t.Context()))
}

func TestDeliverTwentyPerConnection(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{}, mailsink.Options{})
	var beats int
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes(people(45)...), func(mail.Result) { beats++ })
	require.Len(t, results, 45)
	require.Equal(t, 45, beats)
	require.Equal(t, 45, sink.Total())
	require.Equal(t, 3, sink.Connections(), "MAIL-5: at most 20 letters on one")
}

func TestDeliverStopsWithTheContext(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{}, mailsink.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	results := senderTo(t, sink.Address(), nil).Deliver(ctx, envelopes(people(25)...), func(r mail.Result) {
		if r.LetterID == 3 {
			cancel()
		}
	})
	require.Len(t, results, 25)
	require.Equal(t, mail.Sent, results[2].Outcome)
	require.Equal(t, mail.Later, results[3].Outcome)
	require.Equal(t, 3, sink.Total())
}

func TestDeliverCannotBeInjected(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{}, mailsink.Options{})
	letters := envelopes("anna@example.com")
	letters[0].ToName = "Anna\"\r\nBcc: thief@example.com\r\n\r\n<thief@example.com>"
	letters[0].Message.Subject = "Hi\r\nBcc: thief@example.com\r\n\r\nbody"
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), letters, nil)
	require.Equal(t, []mail.Outcome{mail.Sent}, outcomes(results))
	letter := sink.Letters()[0]
	require.Equal(t, []string{"anna@example.com"}, letter.To)
	message, err := netmail.ReadMessage(bytes.NewReader(letter.Body))
	require.NoError(t, err)
	require.Empty(t, message.Header.Get("Bcc"))
	require.Len(t, parts(t, message), 2)
}

func TestDeliverRefusesImpossibleAddresses(t *testing.T) {
	t.Parallel()
	sink := startSink(t, mailsink.Rules{}, mailsink.Options{})
	bad := []string{"", "nobody", "a@b.example>\r\nRCPT TO:<c@d.example", "a@b.example,c@d.example", "Anna <a@b.example>", "a b@c.example"}
	results := senderTo(t, sink.Address(), nil).Deliver(t.Context(), envelopes(append(bad, "ok@example.com")...), nil)
	for i := range bad {
		require.Equal(t, mail.Refused, results[i].Outcome, "%q", bad[i])
	}
	require.Equal(t, mail.Sent, results[len(bad)].Outcome)
	require.Equal(t, 1, sink.Total())
}

func TestDeliverEncryptsAndLogsIn(t *testing.T) {
	t.Parallel()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	options := mailsink.Options{TLS: &tls.Config{Certificates: web.TLS.Certificates}, Username: "school", Password: "secret"}
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	trusting := &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}

	for _, c := range []struct {
		name   string
		sink   mailsink.Options
		change func(*mail.Server)
		want   mail.Outcome
		reason string
	}{
		{"STARTTLS with the password", options, func(s *mail.Server) {
			s.Encryption, s.TLSConfig, s.Username, s.Password = mail.STARTTLS, trusting, "school", "secret"
		}, mail.Sent, "250"},
		{"a wrong password", options, func(s *mail.Server) {
			s.Encryption, s.TLSConfig, s.Username, s.Password = mail.STARTTLS, trusting, "school", "wrong"
		}, mail.Later, "login failed: 535 5.7.8"},
		{"a certificate that nobody vouches for", options, func(s *mail.Server) {
			s.Encryption, s.Username, s.Password = mail.STARTTLS, "school", "secret"
		}, mail.Later, "encryption failed"},
		{"STARTTLS that the server lacks", mailsink.Options{}, func(s *mail.Server) { s.Encryption = mail.STARTTLS }, mail.Later, "greeting failed"},
		{"TLS from the first byte", mailsink.Options{TLS: options.TLS, Implicit: true, Username: "school", Password: "secret"}, func(s *mail.Server) {
			s.Encryption, s.TLSConfig, s.Username, s.Password = mail.TLS, trusting, "school", "secret"
		}, mail.Sent, "250"},
		{"a password without encryption, as chosen", mailsink.Options{Username: "school", Password: "secret"}, func(s *mail.Server) {
			s.Username, s.Password = "school", "secret"
		}, mail.Sent, "250"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sink := startSink(t, mailsink.Rules{}, c.sink)
			sender := senderTo(t, sink.Address(), c.change)
			results := sender.Deliver(t.Context(), envelopes("anna@example.com"), nil)
			require.Equal(t, []mail.Outcome{c.want}, outcomes(results))
			require.Equal(t, c.reason, results[0].Reason(), "MAIL-5: the operator sees what is wrong")
			probe := sender.Probe(t.Context())
			require.Equal(t, c.want, probe.Outcome, "a probe comes as far")
			require.Equal(t, results[0].Stage, probe.Stage)
			require.Equal(t, c.want == mail.Sent, sink.Total() == 1)
		})
	}
}

func TestNewSenderWantsOurDomain(t *testing.T) {
	t.Parallel()
	for _, identity := range []mail.Identity{
		{Address: "nobody"}, {Address: ""}, {Address: "a@school.example", ReplyTo: "a@elsewhere.example"},
	} {
		_, err := mail.NewSender(mail.Server{}, identity, time.Now)
		require.Error(t, err, "%+v", identity)
	}
}
