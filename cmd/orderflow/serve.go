package main

import (
	"context"
	"net"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/store"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve the API and the payment pages (production)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(cmd)
			if err != nil {
				return err
			}
			return runPart(cmd, c, "orderflow-serve", func(ctx context.Context, a *app, doors []net.Listener) error {
				group, ctx := errgroup.WithContext(ctx)
				group.Go(func() error { return a.serveAPI(ctx, doors[1]) })
				group.Go(func() error { return a.serveOps(ctx, doors[0], nil) })
				return group.Wait()
			}, c.HTTP.Listen)
		},
	}
}

// runPart is what every part of a production set-up does around its work: it
// takes its addresses, the one for operations first, and joins the installation.
func runPart(cmd *cobra.Command, c config.Config, name string, work func(context.Context, *app, []net.Listener) error, public ...string) error {
	ctx := cmd.Context()
	if err := store.Missing(store.Options{Driver: c.Database.Driver, DSN: databaseDSN(c)}); err != nil {
		return err
	}
	doors, closeDoors, err := openDoors(ctx, append([]string{c.HTTP.OpsListen}, public...)...)
	if err != nil {
		return err
	}
	defer closeDoors()
	a, err := open(ctx, c, clockOf(c.Clock), newLogger(c.Log, cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.join(ctx); err != nil {
		return err
	}
	stop, err := startTracing(ctx, c.OTel, name)
	if err != nil {
		return err
	}
	defer stop()
	return work(ctx, a, doors)
}

// serveAPI listens for people. The API is ready when its database is: it takes
// orders and money while Temporal is down.
func (a *app) serveAPI(ctx context.Context, door net.Listener) error {
	a.log.InfoContext(ctx, "api listening", "address", door.Addr().String())
	return serveAt(ctx, door, a.handler(ctx, a.ready))
}

func (a *app) ready(ctx context.Context) error {
	if err := a.store.SQL().PingContext(ctx); err != nil {
		return err
	}
	return a.store.CheckSchema(ctx)
}
