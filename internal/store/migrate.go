package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"

	"github.com/orderflow/orderflow/models"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// Migrate brings the schema to this binary's version. Two processes that
// migrate at once take turns.
func (s *Store) Migrate(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Missing refuses a database of SQLite that is not there, as CheckSchema would:
// opening it would make an empty one.
func Missing(o Options) error {
	if o.Driver != "sqlite" {
		return nil
	}
	if _, err := os.Stat(o.DSN); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	files, err := fs.ReadDir(migrations, "migrations/"+o.Driver)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	wants, err := goose.NumericComponent(files[len(files)-1].Name())
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	return models.NewError(models.CodeSchemaMismatch, "have", 0, "want", wants)
}

// CheckSchema fails with CodeSchemaMismatch, naming both versions, unless the
// database stands where this binary expects it, or further and its last migration
// says that programs of this binary's schema may go on (OPS-3).
func (s *Store) CheckSchema(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	has, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	sources := provider.ListSources()
	wants := sources[len(sources)-1].Version
	if has == wants {
		return nil
	}
	if has > wants {
		oldest, err := s.oldestProgram(ctx)
		if err != nil || oldest <= wants {
			return err
		}
	}
	return models.NewError(models.CodeSchemaMismatch, "have", has, "want", wants)
}

// oldestProgram is the schema of the oldest programs that may run on the database as it is.
func (s *Store) oldestProgram(ctx context.Context) (oldest int64, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		return tx.Raw("SELECT oldest FROM schema_compatibility WHERE id = 1").Take(&oldest).Error
	})
	return oldest, wrap("read schema compatibility", err)
}

// Fingerprint names the content of the migrations of a driver, so that a
// database which they made can be recognised and copied.
func Fingerprint(driver string) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations, "migrations/"+driver, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := migrations.ReadFile(path)
		_, _ = sum.Write(append([]byte(path), content...))
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:16], wrap("read migrations", err)
}

func (s *Store) provider() (*goose.Provider, error) {
	dialect, options := goose.DialectPostgres, []goose.ProviderOption{goose.WithVerbose(false)}
	if s.Driver() == "sqlite" {
		dialect = goose.DialectSQLite3
	} else {
		locker, err := sessionLock()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations, "migrations/"+s.Driver())
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, s.SQL(), files, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}
