package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
)

// MailSettings is how letters are sent, without secrets, and how they fare. The
// mail server is set in the configuration of the program, not here.
type MailSettings struct {
	Server       *MailServer `json:"server" doc:"null when this process was not told of a mail server"`
	Waiting      int64       `json:"waiting" doc:"Letters that have not left; 1000 stands for 1000 or more"`
	WaitingSince *time.Time  `json:"waiting_since" doc:"When the oldest of them was written"`
	Retried      int64       `json:"retried" doc:"Those of them that were tried in vain"`
	Trouble      string      `json:"trouble" doc:"Why the last of these was: an SMTP status or a stage; empty when none was"`
	LastSentAt   *time.Time  `json:"last_sent_at"`
	LastFailedAt *time.Time  `json:"last_failed_at" doc:"When a letter last failed for good"`
	Failure      string      `json:"failure" doc:"Why it did"`
}

// MailServer is where letters are handed in and from whom they come.
type MailServer struct {
	Host       string `json:"host"`
	Port       int    `json:"port"`
	Encryption string `json:"encryption" enum:"starttls,tls,none"`
	LogsIn     bool   `json:"logs_in"`
	FromName   string `json:"from_name"`
	From       string `json:"from"`
	ReplyTo    string `json:"reply_to"`
	Captured   bool   `json:"captured" doc:"Letters are kept to be looked at and reach nobody"`
	CapturedAt string `json:"captured_at,omitempty" doc:"The address where captured letters can be read on this machine"`
}

// MailProbe is what a look at the mail server found.
type MailProbe struct {
	OK      bool   `json:"ok" doc:"It was reached and let this process in"`
	Trouble string `json:"trouble" enum:",not_configured,unreachable,greeting,encryption,login" doc:"Where it failed; empty when it did not"`
}

func showMail(m *services.MailState) MailSettings {
	shown := MailSettings{
		Waiting: m.Waiting, WaitingSince: inUTC(m.WaitingSince), Retried: m.Retried, Trouble: m.Trouble,
		LastSentAt: inUTC(m.LastSentAt), LastFailedAt: inUTC(m.LastFailedAt), Failure: m.Failure,
	}
	if s := m.Server; s != nil {
		shown.Server = &MailServer{s.Host, s.Port, s.Encryption, s.LogsIn, s.FromName, s.From, s.ReplyTo, s.Captured, s.CapturedAt}
	}
	return shown
}

func (a *api) registerMailSettings() {
	const tag, path = "Settings", "/settings/mail"
	endpoint(a, operation{
		method: http.MethodGet, path: path, id: "get-mail-settings", tag: tag, summary: "How letters are sent and how they fare",
	}, a.mailSettings)
	endpoint(a, operation{
		method: http.MethodPost, path: path + "/probe", id: "probe-mail", tag: tag, summary: "Look whether the mail server takes letters",
		detail: "Connects and logs in from this process, and hands nothing in.",
	}, a.probeMail)
}

func (a *api) mailSettings(ctx context.Context, _ *nothing) (*plain[MailSettings], error) {
	state, err := a.service.MailState(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &plain[MailSettings]{showMail(state)}, nil
}

func (a *api) probeMail(ctx context.Context, _ *nothing) (*plain[MailProbe], error) {
	trouble, err := a.service.ProbeMail(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &plain[MailProbe]{MailProbe{trouble == "", trouble}}, nil
}
