package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/bench"
	"github.com/orderflow/orderflow/internal/services"
)

// errFellShort is the exit of a benchmark that ran and did not reach every goal.
var errFellShort = errors.New("not every row reached its goal")

func benchCommand() *cobra.Command {
	var o bench.Options
	var file string
	cmd := &cobra.Command{
		Use: "bench [row…]", Short: "Measure, each row beside its baseline, on PostgreSQL that syncs every commit",
		Long: "Rows: " + strings.Join(bench.IDs(), ", ") + ". Without any, all of them. See docs/bench.md.",
		RunE: func(cmd *cobra.Command, rows []string) error {
			o.Rows, o.Progress, o.Wire, o.Shop = rows, cmd.ErrOrStderr(), wireBench, wireShop
			o.Logger = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelError}))
			return runBench(cmd, o, file)
		},
	}
	cmd.Flags().IntVar(&o.Runs, "runs", 3, "how often each row is measured")
	cmd.Flags().Float64Var(&o.Size, "size", 1, "share of the full size; figures below 1 are for trying out")
	cmd.Flags().StringVar(&file, "json", "", "also write the report to this file")
	cmd.Flags().StringVar(&o.Profiles, "profiles", "", "write a CPU profile of each run into this folder")
	cmd.Flags().StringVar(&o.DSN, "dsn", "", "PostgreSQL to use (fsync, synchronous_commit and track_commit_timestamp on); a throwaway one when empty")
	cmd.AddCommand(seedCommand())
	return cmd
}

func seedCommand() *cobra.Command {
	var o bench.Options
	cmd := &cobra.Command{
		Use: "seed", Short: "Fill an empty database with 1,000,000 orders of 300,000 customers",
		Long: "For trying lists, searches, boards and the dashboard at size. Takes some minutes. See docs/bench.md.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Progress, o.Shop = cmd.ErrOrStderr(), wireShop
			return bench.Seed(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.DSN, "dsn", "", "connection string of the empty database")
	cmd.Flags().Float64Var(&o.Size, "size", 1, "share of the full size")
	_ = cmd.MarkFlagRequired("dsn")
	return cmd
}

func runBench(cmd *cobra.Command, o bench.Options, file string) error {
	report, err := bench.Run(cmd.Context(), o)
	if err != nil {
		return err
	}
	if err := report.WriteTable(cmd.OutOrStdout()); err != nil {
		return fmt.Errorf("print table: %w", err)
	}
	if file != "" {
		text, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil { //nolint:gosec // a report is for everybody
			return fmt.Errorf("write report: %w", err)
		}
	}
	if !report.Reached() {
		return errFellShort
	}
	return nil
}

// wireBench puts the service together for one measurement, by the same parts as the commands.
func wireBench(ctx context.Context, site bench.Site) (*bench.Installation, error) {
	c, err := config.Load("")
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(site.SMTP)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	c.Database.Driver, c.Database.DSN, c.Database.Connections = "postgres", config.Secret(site.DSN), site.Connections
	c.Temporal = config.Temporal{HostPort: site.Temporal, Namespace: site.Namespace}
	c.HTTP.PublicURL = site.PublicURL
	c.SMTP.Host, c.SMTP.Encryption = host, "none"
	c.SMTP.Port, _ = strconv.Atoi(port)
	c.Payments.TestGateway = config.TestGateway{Enabled: true, Account: site.GatewayAcct, Secret: config.Secret(site.GatewaySecret)}
	return installBench(ctx, c)
}

// wireShop puts together what serves requests.
func wireShop(ctx context.Context, site bench.Site) (*bench.Installation, error) {
	c, err := config.Load("")
	if err != nil {
		return nil, err
	}
	c.Database.Driver, c.Database.DSN, c.Database.Connections = "postgres", config.Secret(site.DSN), site.Connections
	c.HTTP.PublicURL = site.PublicURL
	c.Account.TimeZone, c.Account.Language = "Europe/Moscow", "ru"
	a, err := open(ctx, c, services.RealClock{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := a.prepare(ctx); err != nil {
		a.close()
		return nil, err
	}
	return &bench.Installation{Service: a.service, Store: a.store, Handler: a.handler(ctx, a.ready), Close: a.close}, nil
}

func installBench(ctx context.Context, c config.Config) (*bench.Installation, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := open(ctx, c, services.RealClock{}, log)
	if err != nil {
		return nil, err
	}
	if err := a.prepare(ctx); err != nil {
		a.close()
		return nil, err
	}
	w, closeWorker, err := a.newWorker(workerOptions())
	if err != nil {
		a.close()
		return nil, err
	}
	return &bench.Installation{
		Service: a.service, Store: a.store, Handler: a.handler(ctx, a.ready), Work: w.Run,
		Close: func() {
			closeWorker()
			a.close()
		},
	}, nil
}
