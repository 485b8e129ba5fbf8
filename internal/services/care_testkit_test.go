package services_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// requireFields demands an error whose faults stand at exactly these paths.
func requireFields(t *testing.T, err error, paths ...string) {
	t.Helper()
	var e *models.Error
	require.ErrorAs(t, err, &e, "%v", err)
	found := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		found[i] = f.Path
	}
	slices.Sort(found)
	slices.Sort(paths)
	require.Equal(t, paths, found, "%v", err)
}

// exec changes rows behind the use cases' back.
func (b *bundle) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	require.NoError(t, b.Store().Write(b.ctx, func(tx *store.Tx) error { return tx.Exec(sql, args...).Error }))
}

// person adds somebody to the staff and gives them as an actor.
func (b *bundle) person(t *testing.T, role models.Role) models.Actor {
	t.Helper()
	n := b.next()
	row, err := b.CreateStaff(b.ctx, b.owner, services.StaffParams{
		Name: fmt.Sprintf("Staff %d", n), Email: fmt.Sprintf("staff%d@example.com", n), Role: role, Active: true,
	})
	require.NoError(t, err)
	return models.Actor{Kind: models.ActorPerson, ID: row.ID, Role: role}
}
