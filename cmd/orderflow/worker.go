package main

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/worker"
	"github.com/orderflow/orderflow/workflows"
)

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "Run processes, letters and bulk operations (production)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(cmd)
			if err != nil {
				return err
			}
			if c.SMTP.Host == "" {
				return errors.New("smtp.host: a worker sends letters and needs the address of a mail server")
			}
			return runPart(cmd, c, "orderflow-worker", func(ctx context.Context, a *app, doors []net.Listener) error {
				w, closeWorker, err := a.newWorker(workerOptions())
				if err != nil {
					return err
				}
				defer closeWorker()
				group, ctx := errgroup.WithContext(ctx)
				group.Go(func() error { return w.Run(ctx) })
				group.Go(func() error { return a.serveOps(ctx, doors[0], nil) })
				return group.Wait()
			})
		},
	}
}

// newWorker wires the Temporal side; done lets go of the connection.
func (a *app) newWorker(o worker.Options) (w *worker.Worker, done func(), err error) {
	sender, err := a.sender(a.config.SMTP)
	if err != nil {
		return nil, nil, err
	}
	temporal, err := dialTemporal(a.config.Temporal, a.log, a.sdk)
	if err != nil {
		return nil, nil, err
	}
	o.Versions = workflows.Recorded(a.config.Temporal.WorkflowVersions == config.NewestVersions)
	o.Pollers, o.BulkConcurrency = a.config.Worker.Pollers, a.config.Worker.BulkConcurrency
	return worker.New(worker.Deps{
		Temporal: temporal, Service: a.service, Mailer: postman{sender, mail.NewRenderer()}, Gateways: gateways{a.gateways}, Logger: a.log, Metrics: a.metrics,
	}, o), temporal.Close, nil
}

// workerOptions are those that tests set in the environment of a process that they start.
func workerOptions() worker.Options {
	every, _ := strconv.Atoi(os.Getenv("ORDERFLOW_TEST_CONTINUE_EVERY"))
	return worker.Options{ContinueEvery: every, NoStickyCache: os.Getenv("ORDERFLOW_TEST_NO_STICKY") != ""}
}
