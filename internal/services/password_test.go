package services_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

const secretWords = "seven wooden boats"

// hiring is a first owner with a password over a fresh database.
func hiring(t *testing.T, db *store.Store, cost services.PasswordCost) *services.Service {
	t.Helper()
	s := services.New(db, services.RealClock{}, services.Options{Passwords: cost, PublicURL: "https://school.example"})
	require.NoError(t, s.Setup(t.Context(), services.SetupParams{}))
	token, err := s.Bootstrap(t.Context())
	require.NoError(t, err)
	_, err = s.CreateFirstOwner(t.Context(), token, services.OwnerParams{Name: "Olga", Email: "olga@school.example", Password: secretWords})
	require.NoError(t, err)
	return s
}

func attempt(ctx context.Context, s *services.Service, password string) error {
	_, err := s.LogIn(ctx, services.LogInParams{Email: "olga@school.example", Password: password, Browser: services.Browser{Address: "192.0.2.7"}})
	return err
}

func hashIn(t *testing.T, db *store.Store) (hash string) {
	t.Helper()
	require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw("SELECT hash FROM passwords").Scan(&hash).Error }))
	return hash
}

func TestPasswordHashes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		cheap := services.PasswordCost{Memory: 64, Passes: 1, Threads: 1}
		s := hiring(t, db, cheap)
		t.Run("AUTH-1/argon2id", func(t *testing.T) {
			require.Regexp(t, `^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, hashIn(t, db))
			require.NoError(t, attempt(t.Context(), s, secretWords))
			for _, wrong := range []string{secretWords + " ", strings.ToUpper(secretWords), secretWords[:12], "x"} {
				requireCode(t, models.CodeWrongLogin, attempt(t.Context(), s, wrong))
			}
		})
		t.Run("AUTH-1/rehash", func(t *testing.T) {
			weak := hashIn(t, db)
			strong := services.New(db, services.RealClock{}, services.Options{})
			require.NoError(t, attempt(t.Context(), strong, secretWords))
			renewed := hashIn(t, db)
			require.Contains(t, renewed, "$m=65536,t=3,p=1$", "what a password costs unless it is said otherwise")
			require.NotEqual(t, weak, renewed)
			require.NoError(t, attempt(t.Context(), strong, secretWords))
			require.Equal(t, renewed, hashIn(t, db), "it is renewed once")
			requireCode(t, models.CodeWrongLogin, attempt(t.Context(), strong, "another one entirely"))
		})
		t.Run("AUTH-1/unreadable", func(t *testing.T) {
			for _, broken := range []string{"", "x", "$argon2id$v=19$m=0,t=0,p=0$$", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$"} {
				require.NoError(t, db.Write(t.Context(), func(tx *store.Tx) error {
					if err := tx.Exec("DELETE FROM attempts").Error; err != nil {
						return err
					}
					return tx.Exec("UPDATE passwords SET hash = ?", broken).Error
				}))
				requireCode(t, models.CodeWrongLogin, attempt(t.Context(), s, secretWords))
			}
		})
	})
}

// Memory is what hashing takes: few do it at once, a few more wait, the rest is told to come again.
func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, store.Options{Driver: "sqlite", DSN: storetest.File(t)})
	s := hiring(t, db, services.PasswordCost{Memory: 64, Passes: 1, Threads: 1})
	t.Run("AUTH-1/two-at-once", func(t *testing.T) {
		require.Equal(t, 2, services.HashingAtOnce)
		release := s.HoldHashing()
		done := make(chan error, 1)
		go func() { done <- attempt(context.Background(), s, secretWords) }()
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
		release()
		require.NoError(t, <-done)
	})
	t.Run("AUTH-1/waiting-ends", func(t *testing.T) {
		defer s.HoldHashing()()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		requireCode(t, models.CodeUnavailable, attempt(ctx, s, secretWords))
	})
	t.Run("AUTH-1/queue", func(t *testing.T) {
		defer s.FillHashing()()
		requireCode(t, models.CodeUnavailable, attempt(t.Context(), s, secretWords))
	})
}

// Who guesses learns nothing from the time that the answer takes: hashing is what
// takes it, and nobody's password is hashed as dearly as somebody's.
func TestUnknownPeopleTakeTheSameTime(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, store.Options{Driver: "sqlite", DSN: storetest.File(t)})
	cost := services.PasswordCost{Memory: 128, Passes: 2, Threads: 1}
	s := hiring(t, db, cost)
	var hashed []services.PasswordCost
	s.WatchHashing(func(cost services.PasswordCost) { hashed = append(hashed, cost) })
	for _, email := range []string{"olga@school.example", "nobody@school.example"} {
		t.Run("AUTH-4/same-time/"+email, func(t *testing.T) {
			hashed = nil
			_, err := s.LogIn(t.Context(), services.LogInParams{Email: email, Password: "a wrong guess", Browser: services.Browser{Address: "192.0.2.7"}})
			requireCode(t, models.CodeWrongLogin, err)
			require.Equal(t, []services.PasswordCost{cost}, hashed)
		})
	}
}

// A log-in that began before its person left, or got another password, opens nothing.
func TestLogInIsOvertaken(t *testing.T) {
	t.Parallel()
	for name, overtake := range map[string]func(*testing.T, *services.Service){
		"left": func(t *testing.T, s *services.Service) {
			t.Helper()
			_, err := s.CreateStaff(t.Context(), models.System(), services.StaffParams{Name: "B", Email: "b@school.example", Role: models.RoleOwner})
			require.NoError(t, err)
			_, err = s.EditStaff(t.Context(), models.System(), 1, services.StaffParams{Name: "Olga", Email: "olga@school.example", Role: models.RoleOwner})
			require.NoError(t, err)
		},
		"another-password": func(t *testing.T, s *services.Service) {
			t.Helper()
			require.NoError(t, s.Store().Write(t.Context(), func(tx *store.Tx) error {
				return tx.Exec("UPDATE passwords SET hash = '$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA'").Error
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.Store) {
				s := hiring(t, db, services.PasswordCost{Memory: 64, Passes: 1, Threads: 1})
				t.Run("AUTH-2/overtaken", func(t *testing.T) {
					release := s.HoldHashing()
					done := make(chan error, 1)
					go func() { done <- attempt(context.Background(), s, secretWords) }()
					require.Eventually(t, func() bool { return s.Hashing() == 1 }, time.Minute, time.Millisecond)
					overtake(t, s)
					release()
					requireCode(t, models.CodeWrongLogin, <-done)
					var sessions int64
					require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error {
						return tx.Raw("SELECT COUNT(*) FROM sessions WHERE id > 1").Scan(&sessions).Error // the first is that of the set-up
					}))
					require.Zero(t, sessions)
				})
			})
		})
	}
}
