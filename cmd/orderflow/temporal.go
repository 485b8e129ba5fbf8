package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
	temporallog "go.temporal.io/sdk/log"

	"github.com/orderflow/orderflow/config"
)

// dialTemporal makes a client; it connects when it is first used, so that a
// Temporal server that is down stops nobody from starting.
func dialTemporal(c config.Temporal, log *slog.Logger, metrics client.MetricsHandler) (client.Client, error) {
	options := client.Options{
		HostPort: c.HostPort, Namespace: c.Namespace, Logger: temporallog.NewStructuredLogger(log), MetricsHandler: metrics,
	}
	if c.APIKey != "" {
		options.Credentials = client.NewAPIKeyStaticCredentials(string(c.APIKey))
	}
	if c.TLS.Enabled {
		secured, err := tlsConfig(c.TLS)
		if err != nil {
			return nil, err
		}
		options.ConnectionOptions.TLS = secured
	}
	tracing, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{})
	if err != nil {
		return nil, fmt.Errorf("temporal tracing: %w", err)
	}
	options.Interceptors = []interceptor.ClientInterceptor{tracing}
	connected, err := client.NewLazyClient(options)
	if err != nil {
		return nil, fmt.Errorf("temporal client: %w", err)
	}
	return connected, nil
}

func tlsConfig(c config.TLS) (*tls.Config, error) {
	secured := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.ServerName}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("temporal.tls.ca: %w", err)
		}
		secured.RootCAs = x509.NewCertPool()
		if !secured.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("temporal.tls.ca: no certificate in the file")
		}
	}
	if c.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
		if err != nil {
			return nil, fmt.Errorf("temporal.tls.cert: %w", err)
		}
		secured.Certificates = []tls.Certificate{pair}
	}
	return secured, nil
}
