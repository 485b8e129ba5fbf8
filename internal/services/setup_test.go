package services_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

func TestSetupIsDoneOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		code := one[string](t, b, "SELECT code FROM installation")
		letter := models.LetterTemplate{Code: "late", Language: "en", Kind: models.TemplateService, Subject: "s", HTML: "h", TextPart: "t"}
		for range 2 {
			require.NoError(t, b.Setup(b.ctx, services.SetupParams{Language: "ru", AccountName: "Other", Templates: []models.LetterTemplate{letter}}))
		}
		require.Equal(t, *code, *one[string](t, b, "SELECT code FROM installation"))
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letter_templates WHERE code = 'late'"))
		boards, err := b.Boards(b.ctx, b.owner)
		require.NoError(t, err)
		require.Len(t, boards, 1)
		require.True(t, boards[0].IsDefault)
		require.Equal(t, "New", boards[0].Stages[0].Title)
		reasons, err := b.RefusalReasons(b.ctx, b.owner, false)
		require.NoError(t, err)
		require.NotEmpty(t, reasons)
	})
}

func TestSetupRefusesBadInput(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		err := b.Setup(b.ctx, services.SetupParams{TimeZone: "Mars/Olympus", Language: "de"})
		requireFields(t, err, "time_zone", "language")
	})
}

func TestSetupInRussian(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Driver: "sqlite", DSN: storetest.File(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	s := services.New(db, services.RealClock{}, services.Options{})
	require.NoError(t, s.Setup(t.Context(), services.SetupParams{TimeZone: "Europe/Moscow"}))
	boards, err := s.Boards(t.Context(), models.Actor{Kind: models.ActorPerson, Role: models.RoleOwner})
	require.NoError(t, err)
	require.Equal(t, []string{"Новый", "В работе"}, []string{boards[0].Stages[0].Title, boards[0].Stages[1].Title})
}

// The interface leads to the first steps until something is sold.
func TestFirstSteps(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		token, err := b.Bootstrap(b.ctx)
		require.NoError(t, err)
		made, err := b.CreateFirstOwner(b.ctx, token, services.OwnerParams{Name: "Olga", Email: "olga@example.com"})
		require.NoError(t, err)
		first := func() bool {
			me, err := b.Me(b.ctx, made.Actor)
			require.NoError(t, err)
			return me.FirstSteps
		}
		require.True(t, first(), "AUTH-6: nobody has ordered")
		order := b.order(t)
		require.True(t, first(), "AUTH-6: the first order waits for its money")
		b.pay(t, order.ID, order.Cost)
		require.False(t, first(), "AUTH-6: it is paid")
	})
	both(t, func(t *testing.T, b *bundle) {
		token, err := b.Bootstrap(b.ctx)
		require.NoError(t, err)
		made, err := b.CreateFirstOwner(b.ctx, token, services.OwnerParams{Name: "Olga", Email: "olga@example.com"})
		require.NoError(t, err)
		b.order(t)
		b.order(t)
		me, err := b.Me(b.ctx, made.Actor)
		require.NoError(t, err)
		require.False(t, me.FirstSteps, "AUTH-6: a second order")
	})
}

func TestFirstOwner(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		old, err := b.Bootstrap(b.ctx)
		require.NoError(t, err)
		token, err := b.Bootstrap(b.ctx)
		require.NoError(t, err)
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM api_tokens WHERE hash = ?", token), "only the hash is kept")
		_, err = b.Authenticate(b.ctx, token)
		requireCode(t, models.CodeUnauthenticated, err)

		_, err = b.CreateFirstOwner(b.ctx, token, services.OwnerParams{Email: "no"})
		requireFields(t, err, "name", "email")
		owner := services.OwnerParams{Name: "Olga", Email: "Olga@Example.com"}
		_, err = b.CreateFirstOwner(b.ctx, old, owner)
		requireCode(t, models.CodeBootstrapToken, err)

		made, errs := 0, make([]error, 4)
		var secret string
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				first, err := b.CreateFirstOwner(b.ctx, token, owner)
				mu.Lock()
				defer mu.Unlock()
				if errs[i] = err; err == nil {
					made, secret = made+1, first.Token
				}
			})
		}
		all.Wait()
		require.Equal(t, 1, made, "%v", errs)
		require.True(t, strings.HasPrefix(secret, "of_"))
		actor, err := b.Authenticate(b.ctx, secret)
		require.NoError(t, err)
		require.Equal(t, models.RoleOwner, actor.Role)
		_, err = b.Bootstrap(b.ctx)
		requireCode(t, models.CodeConflict, err)
	})
}

func TestBootstrapTokenExpires(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		token, err := b.Bootstrap(b.ctx)
		require.NoError(t, err)
		b.exec(t, "UPDATE api_tokens SET expires_at = ?", time.Now().Add(-time.Second))
		_, err = b.CreateFirstOwner(b.ctx, token, services.OwnerParams{Name: "Olga", Email: "olga@example.com"})
		requireCode(t, models.CodeBootstrapToken, err)
		has, err := b.HasStaff(b.ctx)
		require.NoError(t, err)
		require.False(t, has)
	})
}

func TestNewInstallationCode(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		before := *one[string](t, b, "SELECT code FROM installation")
		op, err := b.StartBulk(b.ctx, b.owner, services.BulkParams{
			Kind: models.BulkChangeStatus, Rule: []byte(`{"all":[]}`), Status: &services.BulkStatus{To: models.StatusInWork},
		})
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(op.WorkflowID, before+"/bulk/"))
		code, err := b.NewInstallationCode(b.ctx)
		require.NoError(t, err)
		require.NotEqual(t, before, code)
		view, err := b.Bulk(b.ctx, b.owner, op.ID)
		require.NoError(t, err)
		require.Equal(t, code+strings.TrimPrefix(op.WorkflowID, before), view.WorkflowID)
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		row, err := b.Settings(b.ctx, b.manager)
		require.NoError(t, err)
		_, err = b.ChangeSettings(b.ctx, b.manager, services.SettingsParams{TimeZone: "UTC", Language: "ru"})
		requireCode(t, models.CodeForbidden, err)
		_, err = b.ChangeSettings(b.ctx, b.admin, services.SettingsParams{TimeZone: "Local", Language: "fr"})
		requireFields(t, err, "time_zone", "language")
		changed, err := b.ChangeSettings(b.ctx, b.admin, services.SettingsParams{
			AccountName: "New", TimeZone: "Asia/Almaty", Language: "ru", Version: row.Version,
		})
		require.NoError(t, err)
		require.Equal(t, row.Version+1, changed.Version)
		zone, err := b.Zone(b.ctx)
		require.NoError(t, err)
		require.Equal(t, "Asia/Almaty", zone.String())
		_, err = b.ChangeSettings(b.ctx, b.admin, services.SettingsParams{TimeZone: "UTC", Language: "ru", Version: row.Version})
		requireCode(t, models.CodeStale, err)
	})
}
