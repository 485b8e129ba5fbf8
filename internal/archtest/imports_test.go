// Package archtest holds the import table: who may import whom.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/orderflow/orderflow/"

// table names, for each package and those below it, what of ours it may import
// beside itself. Tests may import more: they wire.
var table = map[string][]string{
	"models":              {},
	"config":              {},
	"web":                 {},
	"internal/failpoint":  {},
	"internal/freeport":   {},
	"internal/pgtest":     {"internal/freeport"},
	"internal/embedded":   {"internal/freeport"},
	"internal/segment":    {"models"},
	"internal/process":    {"internal/segment", "models"},
	"internal/mail":       {"models"},
	"internal/payments":   {"models"},
	"internal/store":      {"internal/segment", "models"},
	"internal/services":   {"internal/store", "internal/process", "internal/segment", "models"},
	"internal/demo":       {"internal/payments", "internal/store", "models"},
	"internal/demoschool": {"internal/services", "models"},
	"activities":          {"internal/process", "internal/segment", "internal/failpoint", "models"},
	"workflows":           {"activities", "internal/process", "internal/failpoint", "models"},
	"api":                 {"internal/services", "internal/process", "internal/segment", "models"},
	"worker":              {"workflows", "activities", "internal/services", "internal/failpoint", "models"},
}

// forbidden names foreign packages by prefix.
var forbidden = map[string][]string{
	"models":            {"gorm.io", "github.com/gin-gonic", "net/http", "os", "go.temporal.io"},
	"internal/process":  {"gorm.io", "github.com/gin-gonic", "net/http", "os", "math/rand", "crypto/rand", "go.temporal.io"},
	"workflows":         {"gorm.io", "github.com/gin-gonic", "net/http", "os", "math/rand", "crypto/rand"},
	"internal/services": {"go.temporal.io", "github.com/gin-gonic", "net/http"},
	"api":               {"go.temporal.io", "gorm.io"},
	"internal/segment":  {"gorm.io", "database/sql", "net/http", "os"},
}

// exempt are packages that are wiring of tests.
var exempt = []string{"internal/store/storetest", "internal/segment/segmenttest", "internal/archtest", "internal/bench", "internal/pgtest/cmd"}

func TestImportTable(t *testing.T) {
	t.Parallel()
	for _, fault := range faults(t, "../..") {
		t.Error(fault)
	}
}

// The table bites: each rule refuses a file that breaks it.
func TestImportTableRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []struct{ folder, path string }{
		{"models", module + "internal/store"},
		{"internal/segment", module + "internal/store"},
		{"internal/process", module + "internal/services"},
		{"internal/process", "math/rand/v2"},
		{"workflows", "os"},
		{"workflows", module + "internal/services"},
		{"activities", module + "internal/services"},
		{"internal/services", "go.temporal.io/sdk/client"},
		{"internal/mail", module + "internal/services"},
		{"internal/store", module + "internal/services"},
		{"api", "go.temporal.io/sdk/client"},
		{"api", module + "worker"},
		{"worker", module + "api"},
		{"config", module + "models"},
	} {
		require.NotEmpty(t, refuse(bad.folder, bad.path), "%s must not import %s", bad.folder, bad.path)
	}
	require.Empty(t, refuse("internal/services", module+"internal/store"))
	require.Empty(t, refuse("internal/store/segmentsql", module+"internal/segment"))
}

// Only one package reads the configuration, and only one registers viper.
func TestViperIsConfigsAlone(t *testing.T) {
	t.Parallel()
	each(t, "../..", func(folder, path string) {
		require.False(t, path == "github.com/spf13/viper" && folder != "config", "%s imports viper", folder)
	})
}

func faults(t *testing.T, root string) []string {
	t.Helper()
	var list []string
	each(t, root, func(folder, path string) {
		if fault := refuse(folder, path); fault != "" {
			list = append(list, fault)
		}
	})
	return list
}

// refuse says why a package may not import a path; "" when it may.
func refuse(folder, path string) string {
	for _, free := range exempt {
		if under(folder, free) {
			return ""
		}
	}
	for owner, prefixes := range forbidden {
		for _, prefix := range prefixes {
			if under(folder, owner) && (path == prefix || strings.HasPrefix(path, prefix+"/")) {
				return folder + " must not import " + path
			}
		}
	}
	ours, ok := strings.CutPrefix(path, module)
	if !ok {
		return ""
	}
	for owner, allowed := range table {
		if !under(folder, owner) || under(ours, owner) {
			continue
		}
		for _, one := range allowed {
			if under(ours, one) {
				return ""
			}
		}
		return folder + " must not import " + ours
	}
	return ""
}

func under(folder, root string) bool { return folder == root || strings.HasPrefix(folder, root+"/") }

// each visits every import of every ordinary Go file.
func each(t *testing.T, root string, visit func(folder, path string)) {
	t.Helper()
	files := 0
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." && path != root || entry.Name() == "testdata" || entry.Name() == "data" || entry.Name() == "bin") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			visit(filepath.ToSlash(folder), strings.Trim(spec.Path.Value, `"`))
		}
		return nil
	}))
	require.Greater(t, files, 100, "the walk found too few files")
}

// Workflows and the engine know no clock and no chance: a replay must repeat them.
func TestNoClockWhereHistoryIsReplayed(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"../../workflows", "../../internal/process"} {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, paths)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			for _, call := range []string{"time.Now(", "time.Since(", "time.After(", "time.NewTimer(", "rand."} {
				require.NotContains(t, string(text), call, path)
			}
		}
	}
}
