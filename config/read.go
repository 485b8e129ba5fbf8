package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// source reads typed values and gathers what is wrong with them.
type source struct {
	v      *viper.Viper
	faults []error
}

func (s *source) fault(key, reason string, args ...any) {
	s.faults = append(s.faults, fmt.Errorf("%s: %s", key, fmt.Sprintf(reason, args...)))
}

func (s *source) text(key string) string { return strings.TrimSpace(s.v.GetString(key)) }

func (s *source) secret(key string) Secret { return Secret(s.v.GetString(key)) }

func (s *source) number(key string, least, most int) int {
	n, err := strconv.Atoi(s.text(key))
	if err != nil || n < least || n > most {
		s.fault(key, "must be a whole number from %d to %d, is %q", least, most, s.text(key))
	}
	return n
}

func (s *source) flag(key string) bool {
	b, err := strconv.ParseBool(s.text(key))
	if err != nil {
		s.fault(key, "must be true or false, is %q", s.text(key))
	}
	return b
}

func (s *source) duration(key string, least time.Duration) time.Duration {
	d, err := time.ParseDuration(s.text(key))
	if err != nil || d < least {
		s.fault(key, "must be a duration of at least %s such as 1s or 30m, is %q", least, s.text(key))
	}
	return d
}

func (s *source) oneOf(key string, allowed ...string) string {
	value := s.text(key)
	if !slices.Contains(allowed, value) {
		s.fault(key, "must be one of %s, is %q", strings.Join(allowed, ", "), value)
	}
	return value
}

func (s *source) address(key string) string {
	value := s.text(key)
	if _, _, err := net.SplitHostPort(value); err != nil {
		s.fault(key, "must be host:port, is %q", value)
	}
	return value
}

// Loopback reports whether only this machine reaches the address, host:port.
func Loopback(address string) bool {
	host, _, _ := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Reachable is where this machine reaches who listens at host:port, which may
// stand for every address.
func Reachable(address string) string {
	host, port, _ := net.SplitHostPort(address)
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

func read(v *viper.Viper) (Config, []error) {
	s := &source{v: v}
	c := Config{
		Database: Database{
			Driver: s.oneOf("database.driver", "sqlite", "postgres"), DSN: s.secret("database.dsn"),
			DataDir: s.text("database.data_dir"), Connections: s.number("database.connections", 2, 500),
		},
		Temporal: Temporal{
			HostPort: s.address("temporal.host_port"), Namespace: s.text("temporal.namespace"), APIKey: s.secret("temporal.api_key"),
			WorkflowVersions: s.oneOf("temporal.workflow_versions", PreviousVersions, NewestVersions),
			TLS: TLS{
				Enabled: s.flag("temporal.tls.enabled"), Cert: s.text("temporal.tls.cert"), Key: s.text("temporal.tls.key"),
				CA: s.text("temporal.tls.ca"), ServerName: s.text("temporal.tls.server_name"),
			},
		},
		HTTP: HTTP{Listen: s.address("http.listen"), OpsListen: s.address("http.ops_listen"), PublicURL: s.publicURL(), TrustedProxies: s.networks("http.trusted_proxies")},
		SMTP: SMTP{
			Host: s.text("smtp.host"), Port: s.number("smtp.port", 1, 65535), Encryption: s.oneOf("smtp.encryption", "starttls", "tls", "none"),
			Username: s.text("smtp.username"), Password: s.secret("smtp.password"),
			FromName: s.text("smtp.from_name"), From: s.text("smtp.from"), ReplyTo: s.text("smtp.reply_to"),
		},
		Payments: Payments{TestGateway: TestGateway{
			Enabled: s.flag("payments.test_gateway.enabled"), Account: s.text("payments.test_gateway.account"), Secret: s.secret("payments.test_gateway.secret"),
		}},
		Clock: Clock{Mode: s.oneOf("clock.mode", "real", "scaled"), TimeScale: s.scale()},
		Worker: Worker{
			CohortSize: s.number("worker.cohort_size", 1, 500), Bucket: s.duration("worker.bucket", time.Millisecond), Pollers: s.number("worker.pollers", 2, 64),
			BulkConcurrency: s.number("worker.bulk_concurrency", 1, 32), InFlightWait: s.duration("worker.in_flight_wait", time.Second),
		},
		Account: Account{Name: s.text("account.name"), TimeZone: s.zone(), Language: s.oneOf("account.language", "ru", "en")},
		Log:     Log{Level: s.oneOf("log.level", "debug", "info", "warn", "error"), Format: s.oneOf("log.format", "text", "json")},
		OTel:    OTel{Endpoint: s.text("otel.endpoint")},
	}
	s.together(c)
	return c, s.faults
}

// together checks what two keys say of each other.
func (s *source) together(c Config) {
	if c.Database.Driver == "postgres" && c.Database.DSN == "" {
		s.fault("database.dsn", "is needed with database.driver postgres")
	}
	if _, port, _ := net.SplitHostPort(c.HTTP.OpsListen); port != "0" && c.HTTP.OpsListen == c.HTTP.Listen {
		s.fault("http.ops_listen", "must not be the public address http.listen, is %q", c.HTTP.OpsListen)
	}
	if c.Payments.TestGateway.Enabled && len(c.Payments.TestGateway.Secret) < 16 {
		s.fault("payments.test_gateway.secret", "must have at least 16 characters when the test gateway is enabled")
	}
	if (c.Temporal.TLS.Cert == "") != (c.Temporal.TLS.Key == "") {
		s.fault("temporal.tls.key", "certificate and key go together")
	}
}

// fastest is a year in half a minute: a faster clock outruns what it drives.
const fastest = 1_000_000

func (s *source) scale() float64 {
	scale, err := strconv.ParseFloat(s.text("clock.time_scale"), 64)
	if err != nil || !(scale > 0 && scale <= fastest) {
		s.fault("clock.time_scale", "must be a number more than 0, at most %d, is %q", fastest, s.text("clock.time_scale"))
	}
	return scale
}

func (s *source) publicURL() string {
	value := strings.TrimSuffix(s.text("http.public_url"), "/")
	if value == "" {
		return "http://" + Reachable(s.text("http.listen"))
	}
	if u, err := url.Parse(value); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		s.fault("http.public_url", "must be an address such as https://orders.example.com, is %q", value)
	}
	return value
}

// networks reads addresses and networks such as 10.0.0.0/8, with commas between them.
func (s *source) networks(key string) []netip.Prefix {
	var list []netip.Prefix
	for word := range strings.FieldsFuncSeq(s.text(key), func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(word)
		if address, notOne := netip.ParseAddr(word); notOne == nil {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			s.fault(key, "must be addresses or networks such as 10.0.0.0/8 with commas between them, is %q", word)
			continue
		}
		list = append(list, network.Masked())
	}
	return list
}

func (s *source) zone() string {
	name := s.text("account.time_zone")
	if _, err := time.LoadLocation(name); err != nil {
		s.fault("account.time_zone", "must be an IANA name such as Europe/Moscow, is %q", name)
	}
	return name
}
