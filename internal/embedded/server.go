//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/temporal"
)

// Built says whether this binary contains the server.
const Built = true

const (
	startTimeout = time.Minute
	probePause   = 20 * time.Millisecond
)

// Start prepares the storage (schema, namespace), starts every Temporal service
// in this process and returns once the frontend answers for the namespace. It
// fails when a given port is taken, the storage was made by another version of
// the server, or the context ends first.
func Start(ctx context.Context, o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("embedded temporal: %w", err)
	}
	server, err := start(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("embedded temporal: %w", err)
	}
	return server, nil
}

func start(ctx context.Context, o Options) (*Server, error) {
	ports, err := takePorts(ctx, o)
	if err != nil {
		return nil, err
	}
	storage, err := openStorage(ctx, o)
	if err != nil {
		return nil, err
	}
	log := newLogger(o.Logger, o.LogLevel)
	running, err := boot(log, serverOptions(ports, storage, log))
	if err != nil {
		return nil, err
	}
	server := &Server{port: ports.frontend, stop: func() error {
		log.stopping()
		return running.Stop()
	}}
	if err := awaitFrontend(ctx, server.HostPort(), o.Namespace); err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	log.started()
	return server, nil
}

// boot runs in a goroutine of its own, because the server reports what it
// cannot go on after as a fatal log message, which ends the goroutine.
func boot(log *logger, options []temporal.ServerOption) (temporal.Server, error) {
	var (
		server temporal.Server
		err    = errors.New("the server gave up while starting")
		done   = make(chan struct{})
	)
	go func() {
		defer close(done)
		if server, err = temporal.NewServer(options...); err == nil {
			err = server.Start()
		}
	}()
	<-done
	if fatal := log.fatal(); fatal != nil {
		err = fatal
	}
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	return server, nil
}

func serverOptions(p ports, s storage, log *logger) []temporal.ServerOption {
	return []temporal.ServerOption{
		temporal.WithConfig(serverConfig(p, s)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(p.hosts()),
		temporal.WithLogger(log),
		temporal.WithDynamicConfigClient(dynamicConfig(s)),
		// Anybody who reaches the loopback address may do anything: the server is
		// as private as the machine.
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	}
}

// awaitFrontend waits until the frontend serves the namespace.
func awaitFrontend(ctx context.Context, hostPort, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	c, err := client.NewLazyClient(client.Options{HostPort: hostPort, Namespace: namespace, Logger: sdkSilence{}})
	if err != nil {
		return fmt.Errorf("connect to the frontend: %w", err)
	}
	defer c.Close()
	for {
		last := probe(ctx, c, namespace)
		if last == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the frontend: %w; its last answer: %w", ctx.Err(), last)
		case <-time.After(probePause):
		}
	}
}

func probe(ctx context.Context, c client.Client, namespace string) error {
	if _, err := c.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return err
	}
	_, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	return err
}
