package services_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestOneEmailOneCustomer(t *testing.T) {
	t.Parallel()
	t.Run("CUS-1/unique", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			first, err := b.CreateCustomer(b.ctx, b.manager, services.CustomerParams{Email: " Ivan@Example.COM ", Name: "Иван", Tags: []string{"vip", "vip"}})
			require.NoError(t, err)
			require.Equal(t, "ivan@example.com", first.Email)
			require.Equal(t, "en", first.Language, "the account's language")
			_, err = b.CreateCustomer(b.ctx, b.manager, services.CustomerParams{Email: "IVAN@example.com"})
			requireCode(t, models.CodeAlreadyExists, err)
			require.Contains(t, err.Error(), fmt.Sprint(first.ID))
			view, err := b.Customer(b.ctx, b.manager, first.ID)
			require.NoError(t, err)
			require.Equal(t, []string{"vip"}, view.Tags)
			require.Equal(t, []string{"customer.created", "customer.tag_added"}, all[string](t, b, "SELECT kind FROM events ORDER BY id"))
		})
	})
	t.Run("CUS-1/at-once", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			errs := make([]error, 6)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() {
					_, errs[i] = b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{Email: "one@example.com"})
				})
			}
			all.Wait()
			failed := 0
			for _, err := range errs {
				if err != nil {
					failed++
					require.Contains(t, []models.Code{models.CodeAlreadyExists, models.CodeConflict}, models.CodeOf(err), "%v", err)
				}
			}
			require.Equal(t, 5, failed)
		})
	})
}

func TestCustomerFaultsComeTogether(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{
			Email: "nobody", Name: strings.Repeat("я", 201), Phone: strings.Repeat("1", 41), Language: "de", TimeZone: "Nowhere", Tags: []string{" "},
		})
		requireFields(t, err, "email", "name", "phone", "language", "time_zone", "tags[0]")
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM customers"))
	})
}

func TestEditCustomer(t *testing.T) {
	t.Parallel()
	t.Run("CUS-1/email-change", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			other := b.customer(t)
			c, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{Email: "old@example.com", Name: "Ann"})
			require.NoError(t, err)
			edited, err := b.EditCustomer(b.ctx, b.manager, c.ID, services.CustomerParams{Email: "new@example.com", Name: "Ann", Version: c.Version})
			require.NoError(t, err)
			require.Equal(t, "new@example.com", edited.Email)
			require.Equal(t, c.Version+1, edited.Version)
			_, err = b.EditCustomer(b.ctx, b.manager, c.ID, services.CustomerParams{Email: "x@example.com", Version: c.Version})
			requireCode(t, models.CodeStale, err)
			_, err = b.EditCustomer(b.ctx, b.manager, other, services.CustomerParams{Email: "NEW@example.com"})
			requireCode(t, models.CodeAlreadyExists, err)
			p, err := b.CustomerProfile(b.ctx, b.manager, c.ID)
			require.NoError(t, err)
			require.Equal(t, "email_changed", p.History[0].Kind)
			require.NotContains(t, p.History[0].Data, "@", "history holds no personal data (PRIV-1)")
		})
	})
}

func TestTagCustomer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		id := b.customer(t)
		tags, err := b.TagCustomer(b.ctx, b.manager, id, services.TagParams{Add: []string{"b", "a", "a"}})
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b"}, tags)
		tags, err = b.TagCustomer(b.ctx, b.manager, id, services.TagParams{Add: []string{"a"}, Remove: []string{"b", "c"}})
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, tags)
		require.Equal(t, []string{"customer.tag_added", "customer.tag_added", "customer.tag_removed"},
			all[string](t, b, "SELECT kind FROM events WHERE kind LIKE 'customer.tag%' ORDER BY id"))
		_, err = b.TagCustomer(b.ctx, b.manager, 999, services.TagParams{Add: []string{"a"}})
		requireCode(t, models.CodeNotFound, err)
	})
}

func TestListCustomers(t *testing.T) {
	t.Parallel()
	t.Run("SEG-2/list-filter", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			ids := make([]int64, 5)
			for i := range ids {
				c, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{
					Email: fmt.Sprintf("p%d@example.com", i), Name: []string{"Анна", "БОРИС"}[i%2], Phone: fmt.Sprintf("+7900%d", i),
				})
				require.NoError(t, err)
				ids[i] = c.ID
			}
			list := func(q services.CustomerQuery) (found []int64, more bool) {
				page, more, err := b.Customers(b.ctx, b.manager, q)
				require.NoError(t, err)
				for _, c := range page {
					found = append(found, c.ID)
				}
				return found, more
			}
			first, more := list(services.CustomerQuery{Page: services.Page{Limit: 3}})
			require.Equal(t, []int64{ids[4], ids[3], ids[2]}, first)
			require.True(t, more)
			rest, more := list(services.CustomerQuery{Page: services.Page{Limit: 3, After: first[2]}})
			require.Equal(t, []int64{ids[1], ids[0]}, rest)
			require.False(t, more)
			found, _ := list(services.CustomerQuery{Search: "борис"})
			require.Equal(t, []int64{ids[3], ids[1]}, found)
			found, _ = list(services.CustomerQuery{Search: "79002"})
			require.Equal(t, []int64{ids[2]}, found)
			found, _ = list(services.CustomerQuery{Search: "Анна", Filter: []byte(`{"field":"customer.email","op":"is","value":"P4@example.com"}`)})
			require.Equal(t, []int64{ids[4]}, found)
			_, _, err := b.Customers(b.ctx, b.manager, services.CustomerQuery{Filter: []byte(`{"field":"customer.shoe","op":"is","value":1}`)})
			requireCode(t, models.CodeUnknownRule, err)
		})
	})
}

func TestCustomerProfile(t *testing.T) {
	t.Parallel()
	t.Run("CUS-1/profile", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			o := b.order(t)
			b.pay(t, o.ID, o.Cost+500)
			p, err := b.CustomerProfile(b.ctx, b.manager, o.CustomerID)
			require.NoError(t, err)
			require.Equal(t, o.ID, p.Orders[0].ID)
			require.Len(t, p.Purchases, 1)
			require.Len(t, p.Payments, 1)
			require.EqualValues(t, 500, p.Deposits[0].Balance)
			require.NotEmpty(t, p.Letters)
			require.NotEmpty(t, p.History)
		})
	})
}
