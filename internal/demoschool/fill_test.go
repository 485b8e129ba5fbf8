package demoschool_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/demoschool"
	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// letters are the built-in templates, without which the process could not be published.
func letters() []models.LetterTemplate {
	var rows []models.LetterTemplate
	for _, b := range mail.Builtins() {
		rows = append(rows, models.LetterTemplate{Code: b.Code, Language: b.Language, Kind: b.Kind, Subject: b.Source.Subject, HTML: b.Source.HTML, TextPart: b.Source.Text})
	}
	return rows
}

func TestFill(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 15, 0, 0, 0, time.UTC)
	for _, language := range []string{"ru", "en"} {
		t.Run("AUTH-6/demo in "+language, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			db, err := store.Open(ctx, store.Options{Driver: "sqlite", DSN: filepath.Join(t.TempDir(), "demo.db"), Volatile: true})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			require.NoError(t, db.Migrate(ctx))
			clock := services.NewDrivenClock(demoschool.Begin(now))
			s := services.New(db, clock, services.Options{PublicURL: "http://127.0.0.1:8080", Passwords: services.PasswordCost{Memory: 64, Passes: 1, Threads: 1}})
			require.NoError(t, s.Setup(ctx, services.SetupParams{Language: language, Demo: true, Templates: letters()}))
			token, err := s.Bootstrap(ctx)
			require.NoError(t, err)
			require.NoError(t, demoschool.Fill(ctx, s, clock, demoschool.Params{Token: token, Language: language, Now: now}))

			count := func(sql string, args ...any) (n int64) {
				require.NoError(t, db.Read(ctx, func(tx *store.Tx) error { return tx.Raw(sql, args...).Scan(&n).Error }))
				return n
			}
			for _, status := range []models.Status{models.StatusNew, models.StatusPayed, models.StatusPartPayed, models.StatusCancelled, models.StatusInWork, models.StatusPaymentWaiting} {
				require.Positive(t, count("SELECT COUNT(*) FROM orders WHERE status = ?", status), status)
			}
			require.Greater(t, count("SELECT COUNT(*) FROM orders"), int64(80))
			require.Greater(t, count("SELECT COUNT(DISTINCT substr(created_at, 1, 10)) FROM orders"), int64(35), "on most days something was ordered")
			require.Zero(t, count("SELECT COUNT(*) FROM orders WHERE created_at > ?", now), "nothing comes from the future")
			require.Positive(t, count("SELECT COUNT(*) FROM orders WHERE source <> ''"))
			require.Positive(t, count("SELECT COUNT(*) FROM processes WHERE state = ?", models.ProcessActive))
			for range 3 {
				_, err := s.Dispatch(ctx, models.LaneInteractive, 500)
				require.NoError(t, err)
			}
			require.EqualValues(t, 5, count("SELECT COUNT(*) FROM enrollments"), "the process takes up the orders of today and none of the past")
		})
	}
}
