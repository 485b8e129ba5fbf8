package config_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/config"
)

// file writes a configuration file and gives its path.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orderflow.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// clean takes our variables out of the environment for the time of a test.
func clean(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "ORDERFLOW_") && !strings.HasPrefix(name, "ORDERFLOW_TEST_") {
			t.Setenv(name, "") // brings the value back afterwards
			require.NoError(t, os.Unsetenv(name))
		}
	}
}

func TestExampleIsTheDefaults(t *testing.T) {
	clean(t)
	defaults, err := config.Load("")
	require.NoError(t, err)
	example, err := config.Load("config.example.yaml")
	require.NoError(t, err)
	require.Equal(t, defaults, example)

	v := viper.New()
	v.SetConfigFile("config.example.yaml")
	require.NoError(t, v.ReadInConfig())
	require.ElementsMatch(t, config.Keys(), v.AllKeys(), "the example lists every key")
}

func TestEnvironmentComesBeforeTheFile(t *testing.T) {
	clean(t)
	path := file(t, "worker: {bucket: 3s, pollers: 4}\nhttp: {public_url: \"https://orders.example.com/\"}\n")
	t.Setenv("ORDERFLOW_WORKER_BUCKET", "5s")
	c, err := config.Load(path)
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, c.Worker.Bucket)
	require.Equal(t, 4, c.Worker.Pollers)
	require.Equal(t, "https://orders.example.com", c.HTTP.PublicURL)
}

func TestUnknownKeysAreRefused(t *testing.T) {
	clean(t)
	for name, text := range map[string]string{
		"databse.driver":   "databse: {driver: sqlite}",
		"database.drivers": "database: {drivers: sqlite}",
		"port":             "port: 80",
	} {
		_, err := config.Load(file(t, text))
		require.ErrorContains(t, err, name+": unknown key")
	}
	t.Setenv("ORDERFLOW_DATABSE_DRIVER", "sqlite")
	_, err := config.Load("")
	require.ErrorContains(t, err, "ORDERFLOW_DATABSE_DRIVER: unknown variable")
}

func TestAllFaultsAreReportedAtOnce(t *testing.T) {
	clean(t)
	t.Setenv("ORDERFLOW_WORKER_POLERS", "8")
	_, err := config.Load(file(t, `
nonsense: 1
database: {driver: postgres, connections: 1}
temporal: {host_port: nowhere, workflow_versions: latest, tls: {enabled: perhaps, cert: a.pem}}
http: {listen: "8080", ops_listen: "9090", public_url: "orders.example.com"}
smtp: {port: 70000, encryption: ssl}
payments: {test_gateway: {enabled: true, secret: short}}
clock: {mode: fast, time_scale: 0}
worker: {cohort_size: 501, bucket: soon, pollers: many, bulk_concurrency: 0, in_flight_wait: 1ms}
account: {time_zone: Mars/Base, language: de}
log: {level: loud, format: xml}
`))
	require.Error(t, err)
	for _, key := range []string{
		"nonsense", "ORDERFLOW_WORKER_POLERS", "database.connections", "database.dsn", "temporal.host_port", "temporal.workflow_versions", "temporal.tls.enabled", "temporal.tls.key",
		"http.listen", "http.ops_listen", "http.public_url", "smtp.port", "smtp.encryption", "payments.test_gateway.secret", "clock.mode",
		"clock.time_scale", "worker.cohort_size", "worker.bucket", "worker.pollers", "worker.bulk_concurrency", "worker.in_flight_wait",
		"account.time_zone", "account.language", "log.level", "log.format",
	} {
		require.ErrorContains(t, err, "\n"+key+": ")
	}
}

func TestMissingFileIsAnError(t *testing.T) {
	clean(t)
	for _, name := range []string{"none.yaml", "none"} {
		_, err := config.Load(filepath.Join(t.TempDir(), name))
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, name)
	}
}

func TestFileIsYAMLWhateverItsName(t *testing.T) {
	clean(t)
	path := filepath.Join(t.TempDir(), "orderflow.conf")
	require.NoError(t, os.WriteFile(path, []byte("worker: {pollers: 4}"), 0o600))
	c, err := config.Load(path)
	require.NoError(t, err)
	require.Equal(t, 4, c.Worker.Pollers)
}

func TestFileOfAnotherShape(t *testing.T) {
	clean(t)
	_, err := config.Load(file(t, "http: 5\nport: 80\n"))
	require.ErrorContains(t, err, "\nhttp: must be a group of keys: http.listen, http.ops_listen, http.public_url, http.trusted_proxies\nport: unknown key")
	require.NotContains(t, err.Error(), "host:port", "a consequence")
	_, err = config.Load(file(t, "\x00\x1b[31m\xff: {"))
	require.ErrorContains(t, err, "orderflow.yaml: ")
	require.NotContains(t, err.Error(), "\x1b")
}

func TestClockScaleIsAFiniteNumber(t *testing.T) {
	clean(t)
	for _, scale := range []string{"NaN", "Inf", "-Inf", "-1", "0", "1e300", "fast", ""} {
		_, err := config.Load(file(t, fmt.Sprintf("clock: {time_scale: %q}", scale)))
		require.ErrorContains(t, err, "clock.time_scale: ", scale)
	}
}

func TestLinksOfAnEveryAddressListener(t *testing.T) {
	clean(t)
	for listen, link := range map[string]string{
		"0.0.0.0:8080": "http://localhost:8080", "[::]:8080": "http://localhost:8080", ":8080": "http://localhost:8080", "[::1]:80": "http://[::1]:80",
	} {
		c, err := config.Load(file(t, fmt.Sprintf("http: {listen: %q}", listen)))
		require.NoError(t, err)
		require.Equal(t, link, c.HTTP.PublicURL)
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	clean(t)
	const secret = "correct-horse-battery-staple"
	for _, name := range []string{"DATABASE_DSN", "TEMPORAL_API_KEY", "SMTP_PASSWORD", "PAYMENTS_TEST_GATEWAY_SECRET"} {
		t.Setenv("ORDERFLOW_"+name, secret)
	}
	c, err := config.Load("")
	require.NoError(t, err)
	for _, kept := range []config.Secret{c.Database.DSN, c.Temporal.APIKey, c.SMTP.Password, c.Payments.TestGateway.Secret} {
		require.Equal(t, secret, string(kept))
	}
	var text, json strings.Builder
	slog.New(slog.NewTextHandler(&text, nil)).Info("started", "config", c, "secret", c.SMTP.Password)
	slog.New(slog.NewJSONHandler(&json, nil)).Info("started", "config", c, "secret", c.SMTP.Password)
	for how, printed := range map[string]string{
		"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c), "%#v": fmt.Sprintf("%#v", c), "%s": c.SMTP.Password.String(), "%x": fmt.Sprintf("%x", c.SMTP.Password),
		"text log": text.String(), "json log": json.String(),
	} {
		require.NotContains(t, printed, secret, how)
	}
}

func TestOpsListen(t *testing.T) {
	clean(t)
	c, err := config.Load("")
	require.NoError(t, err)
	require.True(t, config.Loopback(c.HTTP.OpsListen), "without a word, nobody else reaches it")
	c, err = config.Load(file(t, "http: {listen: \"0.0.0.0:8080\", ops_listen: \"0.0.0.0:9090\"}"))
	require.NoError(t, err)
	require.Equal(t, "0.0.0.0:9090", c.HTTP.OpsListen)
	require.False(t, config.Loopback(c.HTTP.OpsListen))
	_, err = config.Load(file(t, "http: {listen: \"0.0.0.0:8080\", ops_listen: \"0.0.0.0:8080\"}"))
	require.ErrorContains(t, err, "http.ops_listen: must not be the public address")
}
