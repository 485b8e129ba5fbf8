package archtest

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unreachable names what a package may not have among its dependencies at any
// distance. Paths of the standard library are in the table of direct imports
// alone: the Temporal SDK itself links net/http and os.
var unreachable = map[string][]string{
	"workflows":         {"gorm.io", "github.com/gin-gonic", "github.com/jackc/pgx"},
	"internal/process":  {"gorm.io", "github.com/gin-gonic", "github.com/jackc/pgx", "go.temporal.io", "net/http"},
	"internal/segment":  {"gorm.io", "github.com/gin-gonic", "go.temporal.io"},
	"internal/services": {"go.temporal.io", "github.com/gin-gonic"},
	"internal/store":    {"go.temporal.io", "github.com/gin-gonic"},
	"api":               {"go.temporal.io"},
	"models":            {"gorm.io", "github.com/gin-gonic", "go.temporal.io", "net/http"},
}

func TestNothingReachesWhatItMustNot(t *testing.T) {
	t.Parallel()
	for folder, prefixes := range unreachable {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, reached(t, "../../"+folder, prefixes))
		})
	}
}

// The rule bites where no file of the package itself breaks it.
func TestReachIsFoundAtADistance(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, reached(t, "./testdata/reach/workflow", unreachable["workflows"]))
	require.NotEmpty(t, reached(t, "./testdata/reach/service", unreachable["api"]))
}

// reached lists the dependencies of a package that lie under one of the prefixes.
func reached(t *testing.T, folder string, prefixes []string) []string {
	t.Helper()
	var found []string
	for _, path := range dependencies(t, folder) {
		for _, prefix := range prefixes {
			if under(path, prefix) {
				found = append(found, path)
			}
		}
	}
	return found
}

func dependencies(t *testing.T, folder string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-tags", "noembedded", "-deps", folder)
	out, err := list.Output()
	require.NoError(t, err, "list the dependencies of %s", folder)
	paths := strings.Fields(string(out))
	require.NotEmpty(t, paths)
	return paths
}
