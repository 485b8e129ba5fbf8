package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/embedded"
	"github.com/orderflow/orderflow/internal/mail/mailcapture"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func devCommand() *cobra.Command {
	var demo, untilInput bool
	cmd := &cobra.Command{
		Use: "dev", Short: "Run everything in one process: API, worker, Temporal, SQLite (what `make run` does)", Args: cobra.NoArgs,
		Long: "Runs API, worker, Temporal and SQLite in one process on loopback, for trying out and developing.\n" +
			"With --demo it is a school of invented people with a database of its own, in the folder demo below the data.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(cmd)
			if err != nil {
				return err
			}
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			if untilInput {
				go endWithInput(cmd.InOrStdin(), cancel)
			}
			role := offersDemo(cmd)
			if demo {
				if err := asDemo(&c); err != nil {
					return err
				}
				role = isDemo
			}
			log := newLogger(c.Log, cmd.ErrOrStderr())
			return runDev(ctx, c, clockOf(c.Clock), log, func(d *devServer) { d.greet(cmd.OutOrStdout()) }, role)
		},
	}
	cmd.Flags().BoolVar(&demo, "demo", false, "run the demo school")
	cmd.Flags().BoolVar(&untilInput, "until-input-ends", false, "stop when standard input is closed")
	_ = cmd.Flags().MarkHidden("until-input-ends")
	return cmd
}

// devServer is the one process that runs everything.
type devServer struct {
	*app
	capture  *mailcapture.Capture // nil when letters go to a real mail server
	temporal *embedded.Server
	token    string // makes the first owner; "" once there is one
	address  string
	storage  string // of Temporal: a SQLite file; "" keeps everything in memory
}

// devOption changes how the one process is set up.
type devOption func(*devServer)

// isDemo makes it the demo school.
func isDemo(d *devServer) { d.demo = true }

// offersDemo lets the owner start the demo school beside this one.
func offersDemo(cmd *cobra.Command) devOption {
	return func(d *devServer) {
		path, _ := cmd.Flags().GetString("config")
		d.school = &demoProcess{config: d.config, path: path, log: d.log, language: func() string {
			if account, err := d.service.Installation(context.Background()); err == nil {
				return account.Language
			}
			return d.config.Account.Language
		}}
	}
}

// temporalInMemory forgets Temporal's state with the process.
func temporalInMemory(d *devServer) { d.storage = "" }

// runDev runs until the context ends. started is called when everything answers.
func runDev(ctx context.Context, c config.Config, clock services.Clock, log *slog.Logger, started func(*devServer), options ...devOption) error {
	if !config.Loopback(c.HTTP.OpsListen) {
		return errors.New("http.ops_listen: dev shows the letters of everybody there, so it must be an address of loopback")
	}
	doors, closeDoors, err := openDoors(ctx, c.HTTP.Listen, c.HTTP.OpsListen)
	if err != nil {
		return err
	}
	defer closeDoors()
	d, err := startDev(ctx, c, clock, log, options...)
	if err != nil {
		return err
	}
	defer d.stop()
	d.address = config.Reachable(doors[0].Addr().String())
	worker, closeWorker, err := d.newWorker(workerOptions())
	if err != nil {
		return err
	}
	defer closeWorker()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return worker.Run(ctx) })
	group.Go(func() error { return d.serveOps(ctx, doors[1], d.devPages()) })
	group.Go(func() error {
		started(d)
		return serveAt(ctx, doors[0], d.handler(ctx, d.ready))
	})
	return group.Wait()
}

func startDev(ctx context.Context, c config.Config, clock services.Clock, log *slog.Logger, options ...devOption) (*devServer, error) {
	if err := os.MkdirAll(c.Database.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", c.Database.DataDir, err)
	}
	d := &devServer{storage: filepath.Join(c.Database.DataDir, "temporal.db")}
	if err := d.prepareConfig(&c, clock); err != nil {
		return nil, err
	}
	var err error
	if d.app, err = open(ctx, c, clock, log); err != nil {
		return nil, errors.Join(err, d.closeCapture())
	}
	if d.mail != nil && d.capture != nil {
		d.mail.Captured, d.mail.CapturedAt = true, d.lettersPage()
	}
	for _, option := range options {
		option(d)
	}
	if err := d.prepareSchool(ctx); err != nil {
		d.stop()
		return nil, err
	}
	d.temporal, err = embedded.Start(ctx, embedded.Options{
		SQLiteFile: d.storage, Namespace: c.Temporal.Namespace, Logger: log, LogLevel: slog.LevelError,
	})
	if err != nil {
		d.stop()
		return nil, err
	}
	d.config.Temporal = config.Temporal{HostPort: d.temporal.HostPort(), Namespace: c.Temporal.Namespace, WorkflowVersions: c.Temporal.WorkflowVersions}
	return d, nil
}

// prepareSchool brings the database to life; an empty one of a demo is filled.
func (d *devServer) prepareSchool(ctx context.Context) (err error) {
	if err := d.app.prepare(ctx); err != nil {
		return err
	}
	if d.token, err = d.app.ownerToken(ctx); err != nil || !d.demo {
		return err
	}
	return d.fillDemo(ctx)
}

// prepareConfig fills in what a production set-up must be told: a mail server
// that captures, the test gateway.
func (d *devServer) prepareConfig(c *config.Config, clock services.Clock) error {
	if c.SMTP.Host == "" {
		capture, err := mailcapture.Start(mailcapture.Options{Directory: filepath.Join(c.Database.DataDir, "letters"), Now: clock.Now})
		if err != nil {
			return err
		}
		d.capture = capture
		host, port, _ := net.SplitHostPort(capture.Address())
		c.SMTP.Host, c.SMTP.Encryption = host, "none"
		c.SMTP.Port, _ = strconv.Atoi(port)
	}
	if c.Payments.TestGateway.Secret == "" {
		secret, err := keptSecret(filepath.Join(c.Database.DataDir, "test-gateway.secret"))
		if err != nil {
			return err
		}
		c.Payments.TestGateway.Secret = config.Secret(secret)
	}
	c.Payments.TestGateway.Enabled = true
	return nil
}

// keptSecret reads the secret, or makes one the first time.
func keptSecret(path string) (string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the folder is ours
	if err == nil {
		return string(text), nil
	}
	var random [24]byte
	_, _ = rand.Read(random[:])
	secret := hex.EncodeToString(random[:])
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		return "", fmt.Errorf("keep secret: %w", err)
	}
	return secret, nil
}

// lettersPage is where captured letters are read.
func (d *devServer) lettersPage() string {
	return "http://" + config.Reachable(d.config.HTTP.OpsListen) + "/dev/letters"
}

func (d *devServer) devPages() http.Handler {
	if d.capture == nil {
		return nil
	}
	return d.capture.Handler("/dev/letters")
}

// greet says where everything is.
func (d *devServer) greet(out io.Writer) {
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	line("")
	if d.demo {
		line("  This is the demo school: its people are invented. Log in as %s with the password %q.", models.DemoEmail, models.DemoPassword)
		line("")
	}
	line("  Orderflow runs at   http://%s", d.address)
	line("  API description     http://%s/docs", d.address)
	if d.capture != nil {
		line("  Captured letters    %s", d.lettersPage())
	}
	line("  Temporal            %s, namespace %s", d.temporal.HostPort(), d.config.Temporal.Namespace)
	line("  Data                %s", d.config.Database.DataDir)
	if d.token != "" {
		line("")
		line("  There is no staff yet. Open this address to make the first owner, once, within an hour:")
		line("")
		line("    http://%s/setup#token=%s", d.address, d.token)
		line("")
		line("  or, without a browser:")
		line("")
		line("    curl -s http://%s/api/v1/setup/first-owner -H 'Content-Type: application/json' \\", d.address)
		line("      -d '{\"bootstrap_token\": \"%s\", \"name\": \"Olga\", \"email\": \"olga@school.example\"}'", d.token)
	}
	line("")
	line("  Ctrl-C stops it; started again, it goes on where it was.")
	line("")
}

func (d *devServer) closeCapture() error {
	if d.capture == nil {
		return nil
	}
	return d.capture.Close()
}

func (d *devServer) stop() {
	if d.school != nil {
		_ = d.school.Stop()
	}
	if d.temporal != nil {
		if err := d.temporal.Stop(); err != nil {
			d.log.Error("stop temporal", "error", err)
		}
	}
	if err := d.closeCapture(); err != nil {
		d.log.Error("stop letter capture", "error", err)
	}
	d.app.close()
}
