package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// MailServer is where letters are handed in and from whom they come: what people
// may know of it, without its secrets.
type MailServer struct {
	Host       string
	Port       int
	Encryption string // starttls, tls or none
	LogsIn     bool   // with a name and a password
	FromName   string
	From       string
	ReplyTo    string
	// Captured: letters leave for nowhere, they are kept to be looked at, at the address CapturedAt.
	Captured   bool
	CapturedAt string
	// Probe connects and logs in, hands nothing in, and answers "" or at which
	// stage that failed: MailUnreachable, "greeting", "encryption", "login".
	Probe func(ctx context.Context) string
}

// Why a mail server takes no letters, beside the stages at which a connection fails.
const (
	MailUnreachable = "unreachable"
	MailUnknown     = "not_configured"
)

// MailState is how letters fare.
type MailState struct {
	Server *MailServer // nil when this process does not know it
	// Waiting counts letters that have not left, at most mailLooked; Retried those
	// of them that were tried in vain, and Trouble is why the last of these was.
	Waiting, Retried int64
	Trouble          string
	WaitingSince     *time.Time
	LastSentAt       *time.Time
	// LastFailedAt and Failure are of the latest letter that failed for good.
	LastFailedAt *time.Time
	Failure      string
}

// mailLooked is how many of the latest letters the state is read from.
const mailLooked = 1000

// MailState tells how letters are sent and how they fare (right settings.write).
func (s *Service) MailState(ctx context.Context, actor models.Actor) (*MailState, error) {
	if err := actor.Demand(models.RightSettingsWrite); err != nil {
		return nil, err
	}
	state := &MailState{Server: s.opts.Mail}
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		if err := state.readQueue(tx); err != nil {
			return err
		}
		return state.readLatest(tx)
	})
	return state, err
}

func (m *MailState) readQueue(tx *store.Tx) error {
	var rows []models.Letter
	err := tx.Select("id", "attempts", "reason", "created_at").Where("state = ?", models.LetterQueued).Limit(mailLooked).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("look at waiting letters: %w", err)
	}
	var last int64
	for i, l := range rows {
		m.Waiting++
		if m.WaitingSince == nil || l.CreatedAt.Before(*m.WaitingSince) {
			m.WaitingSince = &rows[i].CreatedAt
		}
		if l.Attempts == 0 {
			continue
		}
		m.Retried++
		if l.ID > last {
			last, m.Trouble = l.ID, l.Reason
		}
	}
	return nil
}

func (m *MailState) readLatest(tx *store.Tx) error {
	var rows []models.Letter
	err := tx.Select("id", "state", "reason", "created_at", "sending_at", "sent_at").Order("id DESC").Limit(mailLooked).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("look at the latest letters: %w", err)
	}
	for _, l := range rows {
		switch {
		case l.State == models.LetterSent && l.SentAt != nil && (m.LastSentAt == nil || l.SentAt.After(*m.LastSentAt)):
			m.LastSentAt = l.SentAt
		case l.State == models.LetterFailed && l.SendingAt != nil && (m.LastFailedAt == nil || l.SendingAt.After(*m.LastFailedAt)):
			m.LastFailedAt, m.Failure = l.SendingAt, l.Reason
		}
	}
	return nil
}

// probeTakes bounds the look at the mail server.
const probeTakes = 10 * time.Second

// ProbeMail connects to the mail server as this process would and hands nothing
// in: "" when it takes letters, else why not (right settings.write).
func (s *Service) ProbeMail(ctx context.Context, actor models.Actor) (trouble string, err error) {
	if err := actor.Demand(models.RightSettingsWrite); err != nil {
		return "", err
	}
	if s.opts.Mail == nil {
		return MailUnknown, nil
	}
	ctx, cancel := context.WithTimeout(ctx, probeTakes)
	defer cancel()
	return s.opts.Mail.Probe(ctx), nil
}
