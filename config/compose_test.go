package config_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/config"
)

// What people set before `docker compose up`; deploy/compose.yaml says so at its head.
var composeVariables = map[string]string{
	"POSTGRES_PASSWORD": "f00d", "TEMPORAL_POSTGRES_PASSWORD": "cafe", "PUBLIC_URL": "http://127.0.0.1:8080",
	"TEST_GATEWAY_ENABLED": "true", "TEST_GATEWAY_SECRET": "sixteen characters",
}

var composeVariable = regexp.MustCompile(`\$\{(\w+)(?::([-?])([^}]*))?\}`)

// interpolated is the value as compose gives it to a container.
func interpolated(t *testing.T, value string, variables map[string]string) string {
	t.Helper()
	return composeVariable.ReplaceAllStringFunc(value, func(text string) string {
		found := composeVariable.FindStringSubmatch(text)
		if set := variables[found[1]]; set != "" {
			return set
		}
		require.Equal(t, "-", found[2], "%s is demanded and the head of the file does not name it", found[1])
		return found[3]
	})
}

// Every service of ours in deploy/compose.yaml starts with the environment that it gets there.
func TestComposeIsUnderstood(t *testing.T) {
	file := viper.NewWithOptions(viper.KeyDelimiter("\x00")) // names of services and images have dots
	file.SetConfigFile("../deploy/compose.yaml")
	require.NoError(t, file.ReadInConfig())
	for name, settings := range file.GetStringMap("services") {
		service, ok := settings.(map[string]any)
		require.True(t, ok, name)
		if service["image"] != "orderflow" {
			continue
		}
		for _, gateway := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				clean(t)
				variables := map[string]string{}
				for key, value := range composeVariables {
					if gateway || !strings.HasPrefix(key, "TEST_GATEWAY") {
						variables[key] = value
					}
				}
				environment, ok := service["environment"].(map[string]any)
				require.True(t, ok)
				for key, value := range environment {
					t.Setenv(strings.ToUpper(key), interpolated(t, value.(string), variables))
				}
				c, err := config.Load("")
				require.NoError(t, err)
				require.Equal(t, "postgres", c.Database.Driver)
				require.Contains(t, string(c.Database.DSN), ":f00d@postgres:")
				require.NotEmpty(t, c.SMTP.Host, "the worker does not start without")
				require.False(t, config.Loopback(c.HTTP.OpsListen), "probes and scraping come from other containers")
				require.Equal(t, gateway, c.Payments.TestGateway.Enabled)
			})
		}
	}
}
