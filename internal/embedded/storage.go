//go:build !noembedded

package embedded

import (
	"context"
	"fmt"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// storage is a prepared place for the server's state: its schema is there, its namespace registered.
type storage struct {
	main, visibility *config.SQL
	shards           int32
	// forceAttributeRefresh: search attributes of a storage that only this server writes are read afresh, so that a new one works at once.
	forceAttributeRefresh bool
}

func openStorage(ctx context.Context, o Options) (storage, error) {
	open := openSQLite
	if o.PostgresDSN != "" {
		open = openPostgres
	}
	s, err := open(ctx, o)
	if err != nil {
		return storage{}, err
	}
	s.shards = o.NumHistoryShards
	return s, registerNamespace(s.main, o)
}

// registerNamespace writes the namespace straight into the storage, before the
// server starts: registered through the frontend it would be known to the other
// services only after their next refresh. The function of the SQLite package
// works on every SQL storage.
func registerNamespace(db *config.SQL, o Options) error {
	namespace, err := sqlite.NewNamespaceConfig(clusterName, o.Namespace, false, nil)
	if err != nil {
		return fmt.Errorf("register namespace %q: %w", o.Namespace, err)
	}
	namespace.Detail.Config.Retention = durationpb.New(o.Retention)
	if err := sqlite.CreateNamespaces(db, namespace); err != nil {
		return fmt.Errorf("register namespace %q: %w", o.Namespace, err)
	}
	return nil
}
