package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// errNotInstalled says in one line what a person has to do.
var errNotInstalled = errors.New("PostgreSQL's programs (initdb, postgres) were not found: install PostgreSQL 14 or newer " +
	"(on Debian: apt-get install postgresql), or set " + Variable + " to a connection string whose user may create databases")

// programs is the folder of initdb and postgres. Missing on Debian, they are
// installed when the process may do that.
func programs(ctx context.Context) (string, error) {
	if dir, ok := findPrograms(); ok {
		return dir, nil
	}
	if !canInstall() {
		return "", errNotInstalled
	}
	if err := install(ctx); err != nil {
		return "", fmt.Errorf("install PostgreSQL: %w", err)
	}
	if dir, ok := findPrograms(); ok {
		return dir, nil
	}
	return "", errNotInstalled
}

// findPrograms prefers Debian's folders, newest version first, because Debian keeps these programs out of PATH.
func findPrograms() (string, bool) {
	best, dir := 0, ""
	candidates, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, path := range candidates {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err == nil && version > best && isProgram(filepath.Join(filepath.Dir(path), "postgres")) {
			best, dir = version, filepath.Dir(path)
		}
	}
	if best > 0 {
		return dir, true
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", false
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", false
	}
	dir = filepath.Dir(path)
	return dir, isProgram(filepath.Join(dir, "postgres"))
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func canInstall() bool {
	_, err := exec.LookPath("apt-get")
	return err == nil && os.Geteuid() == 0 && exists("/etc/debian_version")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// install takes Debian's package without the cluster and the service that it would otherwise start.
func install(ctx context.Context) error {
	if err := forbidDefaultCluster(); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"update", "-q"},
		{"install", "-q", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "postgresql"},
	} {
		cmd := exec.CommandContext(ctx, "apt-get", args...) //nolint:gosec // the arguments are the literals above
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", args[0], err, lastLines(out))
		}
	}
	return nil
}

func forbidDefaultCluster() error {
	const path = "/etc/postgresql-common/createcluster.conf"
	if exists(path) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // a system folder that everybody reads
		return err
	}
	return os.WriteFile(path, []byte("create_main_cluster = false\n"), 0o644) //nolint:gosec // as above
}

// lastLines is the end of a program's output, where the reason of a failure stands.
func lastLines(out []byte) string {
	const enough = 2000
	return string(out[max(0, len(out)-enough):])
}
