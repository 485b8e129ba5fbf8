package services_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestStaff(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.CreateStaff(b.ctx, b.admin, services.StaffParams{Name: "A", Email: "a@example.com", Role: models.RoleManager})
		requireCode(t, models.CodeForbidden, err)
		_, err = b.CreateStaff(b.ctx, b.owner, services.StaffParams{Email: "x", Role: "boss"})
		requireFields(t, err, "name", "email", "role")
		row, err := b.CreateStaff(b.ctx, b.owner, services.StaffParams{Name: "A", Email: "A@example.com", Role: models.RoleManager})
		require.NoError(t, err)
		_, err = b.CreateStaff(b.ctx, b.owner, services.StaffParams{Name: "B", Email: "a@EXAMPLE.com", Role: models.RoleManager})
		requireCode(t, models.CodeAlreadyExists, err)
		_, err = b.EditStaff(b.ctx, b.owner, row.ID, services.StaffParams{Name: "A", Email: "a@example.com", Role: models.RoleManager, Version: 9})
		requireCode(t, models.CodeStale, err)
		_, err = b.StaffMember(b.ctx, models.Actor{Kind: models.ActorPerson, ID: row.ID, Role: models.RoleManager}, row.ID)
		require.NoError(t, err)
		_, err = b.Staff(b.ctx, b.manager)
		requireCode(t, models.CodeForbidden, err)
	})
}

func TestLastOwnerStays(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		owners := []models.Actor{b.person(t, models.RoleOwner), b.person(t, models.RoleOwner)}
		errs := make([]error, len(owners))
		var all sync.WaitGroup
		for i, owner := range owners {
			all.Go(func() {
				_, errs[i] = b.EditStaff(b.ctx, b.owner, owner.ID, services.StaffParams{
					Name: "Gone", Email: []string{"one@example.com", "two@example.com"}[i], Role: models.RoleOwner, Active: false,
				})
			})
		}
		all.Wait()
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM staff WHERE active"), "%v", errs)
		last := one[models.Staff](t, b, "SELECT * FROM staff WHERE active")
		_, err := b.EditStaff(b.ctx, b.owner, last.ID, services.StaffParams{Name: "N", Email: last.Email, Role: models.RoleManager, Active: true})
		requireCode(t, models.CodeLastOwner, err)
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		boss, manager := b.person(t, models.RoleOwner), b.person(t, models.RoleManager)
		past := time.Now().Add(-time.Hour)
		_, _, err := b.CreateToken(b.ctx, manager, services.TokenParams{
			StaffID: manager.ID, Scopes: models.Rights{"no.such"}, ExpiresAt: &past,
		})
		requireFields(t, err, "title", "scopes[0]", "expires_at")
		_, _, err = b.CreateToken(b.ctx, manager, services.TokenParams{StaffID: boss.ID, Title: "theirs"})
		requireCode(t, models.CodeForbidden, err)
		_, _, err = b.CreateToken(b.ctx, boss, services.TokenParams{StaffID: manager.ID, Title: "t", Scopes: models.Rights{models.RightStaffWrite}})
		requireCode(t, models.CodeGrantExceeded, err)

		row, secret, err := b.CreateToken(b.ctx, manager, services.TokenParams{
			StaffID: manager.ID, Title: "reader", Scopes: models.Rights{models.RightOrderRead},
		})
		require.NoError(t, err)
		actor, err := b.Authenticate(b.ctx, secret)
		require.NoError(t, err)
		require.Equal(t, manager.ID, actor.ID)
		require.True(t, actor.Can(models.RightOrderRead))
		require.False(t, actor.Can(models.RightOrderWrite), "the token has one right of the role")
		_, _, err = b.CreateToken(b.ctx, actor, services.TokenParams{StaffID: manager.ID, Title: "wider"})
		requireFields(t, err, "scopes")

		listed, err := b.Tokens(b.ctx, manager, manager.ID)
		require.NoError(t, err)
		require.Len(t, listed, 1)
		require.Empty(t, listed[0].Hash)
		require.NoError(t, b.RevokeToken(b.ctx, manager, row.ID))
		_, err = b.Authenticate(b.ctx, secret)
		requireCode(t, models.CodeUnauthenticated, err)
	})
}

func TestTokenFollowsItsPerson(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.person(t, models.RoleOwner)
		p := b.person(t, models.RoleAdministrator)
		_, secret, err := b.CreateToken(b.ctx, p, services.TokenParams{StaffID: p.ID, Title: "all"})
		require.NoError(t, err)
		edit := services.StaffParams{Name: "P", Email: "p@example.com", Role: models.RoleManager, Active: true}
		_, err = b.EditStaff(b.ctx, b.owner, p.ID, edit)
		require.NoError(t, err)
		actor, err := b.Authenticate(b.ctx, secret)
		require.NoError(t, err)
		require.Equal(t, models.RoleManager, actor.Role)
		edit.Active = false
		_, err = b.EditStaff(b.ctx, b.owner, p.ID, edit)
		require.NoError(t, err)
		_, err = b.Authenticate(b.ctx, secret)
		requireCode(t, models.CodeUnauthenticated, err)
		for _, bad := range []string{"", "of_", "of_" + "0123"} {
			_, err = b.Authenticate(b.ctx, bad)
			requireCode(t, models.CodeUnauthenticated, err)
		}
	})
}

func TestGrants(t *testing.T) {
	t.Parallel()
	t.Run("ROLE-1/grant", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			manager, boss := b.person(t, models.RoleManager), b.person(t, models.RoleOwner)
			give := services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate, Cap: 10}
			_, err := b.Grant(b.ctx, manager, give)
			requireCode(t, models.CodeForbidden, err)
			grant, err := b.Grant(b.ctx, b.admin, give)
			require.NoError(t, err)
			require.Equal(t, b.admin.ID, grant.GrantedBy)
			give.Cap = 20
			_, err = b.Grant(b.ctx, boss, give)
			require.NoError(t, err)
			grants, err := b.Grants(b.ctx, boss, manager.ID)
			require.NoError(t, err)
			require.Len(t, grants, 1)
			require.EqualValues(t, 20, grants[0].Cap)

			_, err = b.Grant(b.ctx, boss, services.GrantParams{StaffID: manager.ID, Right: models.RightStaffWrite, Cap: 1})
			requireFields(t, err, "right")
			_, err = b.Grant(b.ctx, boss, services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate})
			requireFields(t, err, "cap")
			_, err = b.Grant(b.ctx, boss, services.GrantParams{StaffID: boss.ID, Right: models.RightBulkCreate, Cap: 1})
			requireFields(t, err, "staff_id")
			require.NoError(t, b.RevokeGrant(b.ctx, boss, manager.ID, models.RightBulkCreate))
			requireCode(t, models.CodeNotFound, b.RevokeGrant(b.ctx, boss, manager.ID, models.RightBulkCreate))
		})
	})
}
