//go:build !noembedded

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
)

// Temporal's whole storage is deleted while enrollments wait. On empty storage
// each goes on where it stood, and nothing is done twice.
func TestTemporalStorageIsLost(t *testing.T) {
	t.Parallel()
	sink, folder := letterSink(t), t.TempDir()
	p, crowd := crowded(t, sink, folder, scale(1000)/3*3)
	crowd.publish(object{"template": "unpaid_reminders"})
	crowd.arrive(paidEarly)
	crowd.stand("before_first")
	crowd.told()
	crowd.day("before_second")
	crowd.told()
	p.stop()
	standing := look(t, folder)
	before := journal(t, standing)
	require.NoError(t, standing.Close())
	loseTemporal(t, folder)
	p.up()
	crowd.pay(paidBetween)
	crowd.day("before_cancel")
	crowd.told()
	crowd.day("")
	crowd.settle()
	p.stop()

	db := look(t, folder)
	after := journal(t, db)
	for step, at := range before {
		require.Equal(t, at, after[step], "%s was done again", step)
	}
	crowd.checkOrders(db)
	crowd.checkJournal(db)
	crowd.checkLetters(db, sink)
	require.Zero(t, sink.Duplicates())
	require.Zero(t, crowd.late)
}

// loseTemporal deletes everything that Temporal keeps in the folder.
func loseTemporal(tb testing.TB, folder string) {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "temporal.db*"))
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	for _, file := range files {
		require.NoError(tb, os.Remove(file))
	}
}

// journal says when each step was done.
func journal(tb testing.TB, db *store.Store) map[string]string {
	tb.Helper()
	var rows []struct {
		EnrollmentID int64
		Visit        int
		Block        string
		At           time.Time
	}
	require.NoError(tb, db.Read(tb.Context(), func(tx *store.Tx) error {
		return tx.Raw("SELECT enrollment_id, visit, block, at FROM steps").Scan(&rows).Error
	}))
	done := map[string]string{}
	for _, r := range rows {
		done[fmt.Sprintf("enrollment %d, visit %d, %s", r.EnrollmentID, r.Visit, r.Block)] = r.At.UTC().String()
	}
	return done
}
