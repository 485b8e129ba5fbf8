package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/web"
)

// app is the parts that every long-running command shares.
type app struct {
	config   config.Config
	log      *slog.Logger
	store    *store.Store
	service  *services.Service
	clock    services.Clock
	gateways *payments.Registry
	mounts   map[string]http.Handler
	metrics  *prometheus.Registry
	mail     *services.MailServer // nil when no mail server is configured
	demo     bool                 // a school of invented people
	school   api.DemoSchool       // that can be started beside this one; nil when none can
	// sdk hears what the Temporal SDK counts; nil counts nothing.
	sdk client.MetricsHandler
}

// open connects to the database and wires the use cases; it changes nothing.
func open(ctx context.Context, c config.Config, clock services.Clock, log *slog.Logger) (*app, error) {
	db, err := store.Open(ctx, store.Options{
		Driver: c.Database.Driver, DSN: databaseDSN(c), Connections: c.Database.Connections, Volatile: c.Database.Volatile, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	a := &app{config: c, log: log, store: db, clock: clock, mounts: map[string]http.Handler{}, metrics: prometheus.NewRegistry()}
	watchStore(a.metrics, db)
	if a.mail, err = a.mailServer(c.SMTP); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a.service = services.New(db, clock, services.Options{
		PublicURL: c.HTTP.PublicURL, CohortSize: c.Worker.CohortSize, Bucket: c.Worker.Bucket, InFlightWait: c.Worker.InFlightWait,
		MailDomain: c.SMTP.From[strings.LastIndex(c.SMTP.From, "@")+1:], Logger: log, CheckTemplate: checkTemplate, RenderTemplate: renderTemplate, StaffLetters: staffLetters(), Mail: a.mail,
		TemplateHelp: templateHelp,
	})
	if failpoint.Built {
		a.service.OnPoint(failpoint.Hit)
	}
	if err := a.openGateways(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a.mountInterface()
	return a, nil
}

// mountInterface serves the web interface at the addresses of its pages.
func (a *app) mountInterface() {
	site := web.Handler()
	for _, prefix := range web.Prefixes {
		a.mounts[prefix] = site
	}
}

func databaseDSN(c config.Config) string {
	if c.Database.Driver == "postgres" {
		return string(c.Database.DSN)
	}
	return filepath.Join(c.Database.DataDir, "orderflow.db")
}

// openGateways switches on the gateways that the configuration names.
func (a *app) openGateways() error {
	var on []payments.Gateway
	if t := a.config.Payments.TestGateway; t.Enabled {
		gateway, err := testgateway.New(testgateway.Config{
			Account: t.Account, Secret: string(t.Secret), BaseURL: a.config.HTTP.PublicURL,
			NotifyURL: a.config.HTTP.PublicURL + "/gateways/" + testgateway.Code + "/notifications",
			Language:  a.config.Account.Language, Now: a.clock.Now,
			Tolerance: tolerance(a.config.Clock),
		}, services.NewTestGatewayBooks(a.store))
		if err != nil {
			return fmt.Errorf("open gateways: %w", err)
		}
		on = append(on, gateway)
		a.mounts[strings.TrimSuffix(testgateway.Prefix, "/")] = gateway.Handler()
	}
	registry, err := payments.NewRegistry(on...)
	a.gateways = registry
	return err
}

// tolerance is five minutes of the machine's clock, on which notifications travel.
func tolerance(c config.Clock) time.Duration {
	if c.Mode != "scaled" {
		return testgateway.Tolerance
	}
	return time.Duration(float64(testgateway.Tolerance) * max(c.TimeScale, 1))
}

// prepare brings an empty database to life; on one that lives it adds what a newer version brings.
func (a *app) prepare(ctx context.Context) error {
	if err := a.store.Migrate(ctx); err != nil {
		return err
	}
	// Migrating leaves a schema alone that is newer than this program.
	if err := a.store.CheckSchema(ctx); err != nil {
		return err
	}
	if err := a.service.ShareClock(ctx); err != nil {
		return err
	}
	return a.service.Setup(ctx, services.SetupParams{
		TimeZone: a.config.Account.TimeZone, Language: a.config.Account.Language, AccountName: a.config.Account.Name, Demo: a.demo,
		Templates: builtinTemplates(),
	})
}

// ownerToken is the one-time token that makes the first owner, "" once there is staff.
func (a *app) ownerToken(ctx context.Context) (string, error) {
	if has, err := a.service.HasStaff(ctx); err != nil || has {
		return "", err
	}
	return a.service.Bootstrap(ctx)
}

// join takes part in an installation that `migrate` has prepared.
func (a *app) join(ctx context.Context) error {
	if err := a.store.CheckSchema(ctx); err != nil {
		return err
	}
	return a.service.ShareClock(ctx)
}

// handler is the public listener's. Answers without an end end with the context.
func (a *app) handler(ctx context.Context, ready func(context.Context) error) http.Handler {
	return api.New(api.Deps{
		Service: a.service, Gateways: gateways{a.gateways}, Ready: ready, Logger: a.log, Mounts: a.mounts, Observer: newObserver(a.metrics), Stopping: ctx.Done(), Demo: a.school,
	}, api.Options{
		PublicURL: a.config.HTTP.PublicURL, Version: version, TrustedProxies: a.config.HTTP.TrustedProxies, Demo: a.demo, Contact: a.config.SMTP.ReplyTo,
	})
}

// sender hands letters to the configured mail server.
func (a *app) sender(c config.SMTP) (*mail.Sender, error) {
	return mail.NewSender(mail.Server{
		Host: c.Host, Port: c.Port, Encryption: mail.Encryption(c.Encryption), Username: c.Username, Password: string(c.Password),
	}, mail.Identity{Name: c.FromName, Address: c.From, ReplyTo: c.ReplyTo}, a.clock.Now)
}

// mailServer is what people may know of the configured mail server; nil without one.
func (a *app) mailServer(c config.SMTP) (*services.MailServer, error) {
	if c.Host == "" {
		return nil, nil
	}
	sender, err := a.sender(c)
	if err != nil {
		return nil, err
	}
	return &services.MailServer{
		Host: c.Host, Port: c.Port, Encryption: c.Encryption, LogsIn: c.Username != "", FromName: c.FromName, From: c.From, ReplyTo: c.ReplyTo,
		Probe: func(ctx context.Context) string {
			found := sender.Probe(ctx)
			if found.Outcome == mail.Sent {
				return ""
			}
			return cmp.Or(found.Stage, services.MailUnreachable)
		},
	}, nil
}

func checkTemplate(t models.LetterTemplate) []models.FieldError {
	return mail.Check(source(t), variablesFor(t.Code))
}

// clockOf is the clock that the configuration asks for; tests give a process another.
var clockOf = func(c config.Clock) services.Clock {
	if c.Mode == "scaled" {
		return services.NewScaledClock(c.TimeScale)
	}
	return services.RealClock{}
}

func newLogger(c config.Log, out io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level))
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

func (a *app) close() {
	if err := a.store.Close(); err != nil {
		a.log.Error("close database", "error", err)
	}
	_ = os.Stderr.Sync()
}
