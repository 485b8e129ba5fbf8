package services_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
)

const regular = `{"field":"customer.tags","op":"contains","value":"regular"}`

// sweep lets in who matches now, as the schedule's workflow does.
func (b *bundle) sweep(t *testing.T, process int64, trigger int) {
	t.Helper()
	for after, more := int64(0), true; more; {
		var err error
		after, more, err = b.EnterSegment(b.ctx, process, trigger, after)
		require.NoError(t, err)
	}
}

// tagged makes a customer with the tag.
func (b *bundle) tagged(t *testing.T, tags ...string) int64 {
	t.Helper()
	id := b.customer(t)
	_, err := b.TagCustomer(b.ctx, b.owner, id, services.TagParams{Add: tags})
	require.NoError(t, err)
	return id
}

func (b *bundle) entered(t *testing.T, process int64) []int64 {
	t.Helper()
	return all[int64](t, b, "SELECT subject_id FROM enrollments WHERE process_id = ? ORDER BY id", process)
}

// published publishes a definition, of a new process or as the next revision of one.
func (b *bundle) published(t *testing.T, id int64, definition []byte) int64 {
	t.Helper()
	if id == 0 {
		p, err := b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: definition})
		require.NoError(t, err)
		id = p.ID
	} else {
		_, err := b.SaveDraft(b.ctx, b.admin, id, services.Draft{Definition: definition})
		require.NoError(t, err)
	}
	_, err := b.PublishProcess(b.ctx, b.admin, id, 0)
	require.NoError(t, err)
	return id
}

// entering is a process about customers with an entry for each rule.
func entering(existing bool, every int, rules ...string) []byte {
	triggers := make([]string, len(rules))
	for i, rule := range rules {
		triggers[i] = fmt.Sprintf(`{"kind":"segment","rule":%s,"every_seconds":%d,"existing":%t}`, rule, every, existing)
	}
	return []byte(strings.Replace(greeting, `{"kind":"event","event":"customer.created"}`, strings.Join(triggers, ","), 1))
}

// reentering gives a definition policies.
func reentering(definition []byte, policies string) []byte {
	return []byte(strings.Replace(string(definition), `"triggers":[`, `"policies":{`+policies+`},"triggers":[`, 1))
}

func TestSegmentEntry(t *testing.T) {
	t.Parallel()
	vip := strings.Replace(regular, "regular", "vip", 1)
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"existing-enter": func(t *testing.T, b *bundle) {
			before := b.tagged(t, "regular")
			id := b.published(t, 0, entering(true, 60, regular))
			b.sweep(t, id, 0)
			after := b.tagged(t, "regular")
			b.customer(t)
			b.sweep(t, id, 0)
			require.Equal(t, []int64{before, after}, b.entered(t, id))
		},
		"existing-stay-out": func(t *testing.T, b *bundle) {
			before := b.tagged(t, "regular")
			id := b.published(t, 0, entering(false, 60, regular))
			after := b.tagged(t, "regular") // before the first sweep, after the publication
			b.sweep(t, id, 0)
			require.Equal(t, []int64{after}, b.entered(t, id))
			b.sweep(t, id, 0)
			require.Equal(t, []int64{after}, b.entered(t, id), "who matched before stays out for as long as he matches")

			_, err := b.TagCustomer(b.ctx, b.owner, before, services.TagParams{Remove: []string{"regular"}})
			require.NoError(t, err)
			b.sweep(t, id, 0)
			_, err = b.TagCustomer(b.ctx, b.owner, before, services.TagParams{Add: []string{"regular"}})
			require.NoError(t, err)
			b.sweep(t, id, 0)
			require.Equal(t, []int64{after, before}, b.entered(t, id), "he comes to match again")
		},
		"refused-elsewhere-stays-out": func(t *testing.T, b *bundle) {
			before := b.tagged(t, "regular")
			id := b.published(t, 0, []byte(strings.Replace(string(entering(false, 60, regular)), `"triggers":[`, `"policies":{"cooldown":{"amount":1,"unit":"days"},"reentry":"always"},"triggers":[{"kind":"by_hand"},`, 1)))
			for range 2 { // the second time he is refused by the cool-down, which is noted, too
				_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: id, SubjectIDs: []int64{before}})
				require.NoError(t, err)
			}
			b.pass(2 * day)
			b.sweep(t, id, 1)
			require.Equal(t, []int64{before}, b.entered(t, id), "by hand alone")
		},
		"once-for-each-match": func(t *testing.T, b *bundle) {
			id := b.published(t, 0, reentering(entering(true, 60, regular), `"reentry":"always"`))
			one := b.tagged(t, "regular")
			for range 3 {
				b.pass(time.Minute)
				b.sweep(t, id, 0)
			}
			require.Equal(t, []int64{one}, b.entered(t, id), "who goes on matching is not let in every minute")
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM entry_refusals"), "nor refused every minute")
			for _, change := range []services.TagParams{{Remove: []string{"regular"}}, {Add: []string{"regular"}}} {
				_, err := b.TagCustomer(b.ctx, b.owner, one, change)
				require.NoError(t, err)
				b.sweep(t, id, 0)
			}
			require.Equal(t, []int64{one, one}, b.entered(t, id), "who comes to match again is")
		},
		"again-after-each-cool-down": func(t *testing.T, b *bundle) {
			id := b.published(t, 0, reentering(entering(true, 60, regular), `"reentry":"always","cooldown":{"amount":1,"unit":"days"}`))
			one := b.tagged(t, "regular")
			for range 4 {
				b.sweep(t, id, 0)
				b.pass(day / 2)
			}
			require.Equal(t, []int64{one, one}, b.entered(t, id))
		},
		"each-entry-for-itself": func(t *testing.T, b *bundle) {
			one, other := b.tagged(t, "regular"), b.tagged(t, "vip")
			id := b.published(t, 0, entering(false, 60, regular, vip))
			for range 2 {
				b.sweep(t, id, 0)
				b.sweep(t, id, 1)
			}
			require.Empty(t, b.entered(t, id), "the sweep of one entry forgets nobody of the other")
			_, err := b.TagCustomer(b.ctx, b.owner, one, services.TagParams{Add: []string{"vip"}})
			require.NoError(t, err)
			b.sweep(t, id, 1)
			require.Equal(t, []int64{one}, b.entered(t, id), "what he comes to match now lets him in")
			require.NotContains(t, b.entered(t, id), other)
		},
		"once-at-start": func(t *testing.T, b *bundle) {
			before := b.tagged(t, "regular")
			id := b.published(t, 0, entering(true, 0, regular))
			b.sweep(t, id, 0)
			b.tagged(t, "regular")
			b.sweep(t, id, 0)
			require.Equal(t, []int64{before}, b.entered(t, id))
			list, err := b.EntrySchedules(b.ctx)
			require.NoError(t, err)
			require.Empty(t, list, "it is done for good")
			b.published(t, id, []byte(strings.Replace(string(entering(true, 0, regular)), "Greeting", "Renamed", 1)))
			b.sweep(t, id, 0)
			require.Equal(t, []int64{before}, b.entered(t, id), "another title starts nothing")
		},
		"another-rule-begins-anew": func(t *testing.T, b *bundle) {
			b.tagged(t, "regular")
			id := b.published(t, 0, entering(false, 60, regular))
			came, noble := b.tagged(t, "regular"), b.tagged(t, "vip")
			b.published(t, id, []byte(strings.Replace(string(entering(false, 60, regular)), "Greeting", "Renamed", 1)))
			b.sweep(t, id, 0)
			require.Equal(t, []int64{came}, b.entered(t, id), "the same rule goes on: who came between the publications enters")
			b.published(t, id, entering(false, 60, vip))
			b.sweep(t, id, 0)
			require.NotContains(t, b.entered(t, id), noble)
			later := b.tagged(t, "vip")
			b.sweep(t, id, 0)
			require.Equal(t, []int64{came, later}, b.entered(t, id))
			b.published(t, id, []byte(greeting))
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM process_schedules"))
		},
		"started-again": func(t *testing.T, b *bundle) {
			id := b.published(t, 0, entering(false, 60, regular))
			_, err := b.StopProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			b.tagged(t, "regular")
			_, err = b.PublishProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			after := b.tagged(t, "regular")
			b.sweep(t, id, 0)
			require.Equal(t, []int64{after}, b.entered(t, id), "who came to match while it stood still stays out")
		},
		"published-anew-in-a-sweep": func(t *testing.T, b *bundle) {
			people := []int64{b.tagged(t, "vip")} // whom the rest of the old sweep has passed
			for range 501 {
				people = append(people, b.tagged(t, "regular", "vip"))
			}
			id := b.published(t, 0, entering(true, 0, regular))
			after, more, err := b.EnterSegment(b.ctx, id, 0, 0)
			require.NoError(t, err)
			require.True(t, more)
			b.published(t, id, entering(true, 0, vip))
			_, _, err = b.EnterSegment(b.ctx, id, 0, after)
			require.NoError(t, err)
			b.sweep(t, id, 0)
			require.ElementsMatch(t, people, b.entered(t, id), "the rest of an old sweep does not end the new one")
		},
	} {
		t.Run("PRC-2/segment/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

// However many match, noting them is one statement.
func TestManyMatchAtPublishing(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		statements := 0
		b.ctx = store.Listen(b.ctx, func(string, []any) { statements++ })
		b.published(t, 0, entering(false, 60, everybody))
		few := statements
		require.Positive(t, few)
		b.exec(t, `INSERT INTO customers (email, name, phone, language, time_zone, version, created_at, updated_at)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
			SELECT 'many' || i || '@example.com', '', '', 'en', '', 1, ?, ? FROM n`, epoch, epoch)
		statements = 0
		id := b.published(t, 0, entering(false, 60, everybody))
		require.LessOrEqual(t, statements, few)
		require.EqualValues(t, 20000, b.count(t, "SELECT COUNT(*) FROM segment_matches WHERE process_id = ?", id))
		after := b.customer(t)
		b.sweep(t, id, 0)
		require.Equal(t, []int64{after}, b.entered(t, id))
	})
}
