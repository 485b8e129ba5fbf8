// Package config is the typed configuration: keys, defaults, validation. It is
// the only user of viper; everything else takes values. It imports nothing of ours.
//
// A key comes from, in this order: the environment (ORDERFLOW_ and the key in
// capitals with _ for the dot), the file, the default.
package config

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/viper"
)

// Secret is a value that never shows in logs or printed configuration.
type Secret string

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(hidden)"
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the value from JSON, YAML and JSON logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Config is everything that can be set.
type Config struct {
	Database Database
	Temporal Temporal
	HTTP     HTTP
	SMTP     SMTP
	Payments Payments
	Clock    Clock
	Worker   Worker
	Account  Account
	Log      Log
	OTel     OTel
}

// Database says where the truth is kept.
type Database struct {
	Driver      string // sqlite or postgres
	DSN         Secret // of PostgreSQL
	DataDir     string // of the embedded set-up: SQLite files of orderflow and Temporal
	Connections int    // per process, of people's requests; reading and cohorts get as many each, bulk half
	// Volatile data is thrown away at the end and need not survive a power cut. It is no key: the demo sets it.
	Volatile bool
}

// Temporal says which cluster drives the workflows. With Embedded it runs in the process.
type Temporal struct {
	HostPort  string
	Namespace string
	APIKey    Secret
	TLS       TLS
	// WorkflowVersions says which version of its code a new run records: what the
	// previous release understands as well, or the newest of this one (OPS-3).
	WorkflowVersions string
}

// Values of Temporal.WorkflowVersions.
const (
	PreviousVersions = "previous"
	NewestVersions   = "newest"
)

// TLS of the connection to Temporal; files in PEM.
type TLS struct {
	Enabled    bool
	Cert       string
	Key        string
	CA         string
	ServerName string
}

// HTTP says where we listen and how we are reached.
type HTTP struct {
	Listen    string
	OpsListen string // /metrics, probes and, in dev, /dev/*; never the public address
	PublicURL string // begins the links in letters; http://<listen> when empty
	// TrustedProxies are networks whose word on the client's address (X-Forwarded-For) is believed.
	TrustedProxies []netip.Prefix
}

// SMTP is the mail server; with an empty host letters are captured (dev only).
type SMTP struct {
	Host       string
	Port       int
	Encryption string // starttls, tls or none
	Username   string
	Password   Secret
	FromName   string
	From       string
	ReplyTo    string
}

// Payments says which gateways are on.
type Payments struct {
	TestGateway TestGateway
}

// TestGateway is on only when enabled by name.
type TestGateway struct {
	Enabled bool
	Account string
	Secret  Secret
}

// Clock is real, or runs TimeScale times faster.
type Clock struct {
	Mode      string // real or scaled
	TimeScale float64
}

// Worker tunes the Temporal side.
type Worker struct {
	CohortSize      int
	Bucket          time.Duration
	Pollers         int
	BulkConcurrency int
	InFlightWait    time.Duration
}

// Account is what a new installation starts with.
type Account struct {
	Name     string
	TimeZone string
	Language string
}

// Log of the process, to standard error.
type Log struct {
	Level  string
	Format string // text or json
}

// OTel exports traces over OTLP/HTTP when an endpoint is given.
type OTel struct {
	Endpoint string
}

var defaults = map[string]any{
	"database.driver": "sqlite", "database.dsn": "", "database.data_dir": "./data", "database.connections": 16,
	"temporal.host_port": "127.0.0.1:7233", "temporal.namespace": "default", "temporal.api_key": "",
	"temporal.workflow_versions": PreviousVersions,
	"temporal.tls.enabled":       false, "temporal.tls.cert": "", "temporal.tls.key": "", "temporal.tls.ca": "", "temporal.tls.server_name": "",
	"http.listen": "127.0.0.1:8080", "http.ops_listen": "127.0.0.1:9090", "http.public_url": "", "http.trusted_proxies": "",
	"smtp.host": "", "smtp.port": 587, "smtp.encryption": "starttls", "smtp.username": "", "smtp.password": "",
	"smtp.from_name": "Orderflow", "smtp.from": "school@orderflow.example", "smtp.reply_to": "",
	"payments.test_gateway.enabled": false, "payments.test_gateway.account": "test-account", "payments.test_gateway.secret": "",
	"clock.mode": "real", "clock.time_scale": 1.0,
	"worker.cohort_size": 500, "worker.bucket": "1s", "worker.pollers": 8, "worker.bulk_concurrency": 2, "worker.in_flight_wait": "30m",
	"account.name": "Orderflow", "account.time_zone": "UTC", "account.language": "en",
	"log.level": "info", "log.format": "text",
	"otel.endpoint": "",
}

// Keys lists every key, sorted.
func Keys() []string {
	keys := make([]string, 0, len(defaults))
	for key := range defaults {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Load reads the file, when a path is given, and the environment. Unknown keys
// and bad values are all reported at once, each with its key.
func Load(path string) (Config, error) {
	v := viper.New()
	for key, value := range defaults {
		v.SetDefault(key, value)
	}
	v.SetEnvPrefix("ORDERFLOW")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	faults, err := readFile(v, path)
	if err != nil {
		return Config{}, err
	}
	faults = append(faults, unknownEnv()...)
	c, more := read(v)
	if err := errors.Join(append(faults, more...)...); err != nil {
		return Config{}, fmt.Errorf("config:\n%w", err)
	}
	return c, nil
}

// readFile reads a file of YAML, whatever its name ends in; without a path
// nothing. Keys that a program cannot go on without knowing come as the error.
func readFile(v *viper.Viper, path string) (unknownKeys []error, err error) {
	if path == "" {
		return nil, nil
	}
	v.SetConfigFile(path)
	v.SetConfigType("yaml")
	var unreadable *os.PathError
	switch err := v.ReadInConfig(); {
	case errors.As(err, &unreadable):
		return nil, fmt.Errorf("config: %w", err)
	case err != nil:
		return nil, fmt.Errorf("config: %s: %s", path, printable(err.Error()))
	}
	var notGroups []error
	for _, key := range v.AllKeys() {
		if _, known := defaults[key]; known {
			continue
		}
		if members := group(key); len(members) > 0 {
			notGroups = append(notGroups, fmt.Errorf("%s: must be a group of keys: %s", key, strings.Join(members, ", ")))
			continue
		}
		unknownKeys = append(unknownKeys, fmt.Errorf("%s: unknown key", printable(key)))
	}
	if len(notGroups) > 0 { // what it should hold would be reported as missing
		return nil, fmt.Errorf("config:\n%w", errors.Join(append(notGroups, unknownKeys...)...))
	}
	return unknownKeys, nil
}

// group lists the keys under a key.
func group(key string) []string {
	return slices.DeleteFunc(Keys(), func(k string) bool { return !strings.HasPrefix(k, key+".") })
}

// printable leaves out what would upset a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

// unknownEnv finds misspelt variables. ORDERFLOW_TEST_…, ORDERFLOW_CONFIG and
// ORDERFLOW_FAILPOINT… are not configuration.
func unknownEnv() []error {
	known := map[string]bool{"ORDERFLOW_CONFIG": true}
	for key := range defaults {
		known["ORDERFLOW_"+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = true
	}
	var faults []error
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		ours := strings.HasPrefix(name, "ORDERFLOW_") && !strings.HasPrefix(name, "ORDERFLOW_TEST_") && !strings.HasPrefix(name, "ORDERFLOW_FAILPOINT")
		if ours && !known[name] {
			faults = append(faults, fmt.Errorf("%s: unknown variable", name))
		}
	}
	return faults
}
