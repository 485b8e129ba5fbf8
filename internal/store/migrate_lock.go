package store

import (
	"fmt"

	"github.com/pressly/goose/v3/lock"
)

// sessionLock is PostgreSQL's advisory lock around migrations.
func sessionLock() (lock.SessionLocker, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("migration lock: %w", err)
	}
	return locker, nil
}
