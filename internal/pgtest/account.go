package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that PostgreSQL runs as; nil is the user of this process.
// PostgreSQL refuses to run as root.
type account struct {
	uid, gid int
}

func unprivileged() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid != 0 {
			return &account{uid: uid, gid: gid}, nil
		}
	}
	return nil, fmt.Errorf("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody to run it as")
}

// adopt makes the command run as the account, in a session of its own: Ctrl-C
// in a terminal must not reach PostgreSQL before those who use it.
func (a *account) adopt(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids of a passwd line
	}
}

func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

const (
	memoryFolder = "/dev/shm"
	memoryNeeded = 3 << 30
)

// newFolder makes a folder for a cluster. Data that need not survive lie in
// memory where there is room for them. Root's own TMPDIR may be closed to the
// account, so root uses /tmp.
func (a *account) newFolder(inMemory bool) (string, error) {
	base := os.TempDir()
	if a != nil {
		base = "/tmp"
	}
	if inMemory && freeBytes(memoryFolder) >= memoryNeeded {
		base = memoryFolder
	}
	dir, err := os.MkdirTemp(base, "orderflow-postgres-")
	if err != nil {
		return "", err
	}
	return filepath.Clean(dir), a.own(dir)
}

func freeBytes(dir string) uint64 {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0
	}
	return s.Bavail * uint64(s.Bsize) //nolint:gosec // a block size is positive
}
