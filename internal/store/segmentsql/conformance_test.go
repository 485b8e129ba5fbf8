package segmentsql_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/segment/segmenttest"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/segmentsql"
	"github.com/orderflow/orderflow/models"
)

var selectable = []models.SubjectKind{models.SubjectCustomer, models.SubjectOrder, models.SubjectPurchase, models.SubjectPayment}

// TestMemoryAndDatabaseAgree is the conformance suite of SEG-2: a random rule
// over a random shop selects the same objects in memory and in SQL, and the
// loader's objects answer as those that were written.
func TestMemoryAndDatabaseAgree(t *testing.T) {
	t.Parallel()
	for driver, open := range drivers {
		t.Run("SEG-2/"+driver, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			rapid.Check(t, func(r *rapid.T) {
				shop := segmenttest.NewShop(r)
				fill(r, db, shop)
				for range 20 {
					object := rapid.SampledFrom(selectable).Draw(r, "object")
					s, clock := segmenttest.Segment(r, object), segmenttest.Clock(r)
					agree(r, db, shop, s, clock)
				}
			})
		})
	}
}

// TestEveryFieldAndOperator holds each of them to the same agreement by name (SEG-1).
func TestEveryFieldAndOperator(t *testing.T) {
	t.Parallel()
	for driver, open := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			shop := rapid.Custom(segmenttest.NewShop).Example(1)
			fill(t, db, shop)
			for _, object := range segment.Schema() {
				for _, field := range object.Fields {
					for _, op := range field.Operators() {
						t.Run("SEG-1/"+field.FullName()+"/"+string(op), func(t *testing.T) { examples(t, db, shop, field, op) })
					}
				}
			}
		})
	}
}

func examples(t *testing.T, db *store.Store, shop *segmenttest.Shop, field *segment.Field, op segment.Op) {
	t.Helper()
	object := field.Object
	var rule []byte
	draw := rapid.Custom(func(r *rapid.T) segment.Clock {
		rule = segmenttest.Condition(r, field, op)
		return segmenttest.Clock(r)
	})
	for n := range 4 {
		clock := draw.Example(n)
		if field.Object == segment.ObjectItem {
			object, rule = models.SubjectOrder, fmt.Appendf(nil, `{"has":"items","where":%s}`, rule)
		}
		s, err := segment.Parse(rule, object)
		require.NoError(t, err)
		agree(t, db, shop, s, clock)
	}
}

// TestFilterAgrees is the order list, which alone sees false orders when it asks for them.
func TestFilterAgrees(t *testing.T) {
	t.Parallel()
	for driver, open := range drivers {
		t.Run("ST-6/"+driver, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			rapid.Check(t, func(r *rapid.T) {
				shop := segmenttest.NewShop(r)
				fill(r, db, shop)
				for _, rule := range []string{
					`{"field":"order.status","op":"is","value":"false"}`,
					`{"any":[{"field":"order.status","op":"one_of","value":["false","new"]},` + string(segmenttest.Rule(r, models.SubjectOrder)) + `]}`, `{"all":[]}`,
				} {
					s, err := segment.ParseFilter([]byte(rule))
					require.NoError(r, err)
					agree(r, db, shop, s, segmenttest.Clock(r))
				}
			})
		})
	}
}

func agree(r require.TestingT, db *store.Store, shop *segmenttest.Shop, s *segment.Segment, clock segment.Clock) {
	objects := shop.Objects(s.Object())
	inMemory := matching(s, objects, clock)
	sql, args, err := segmentsql.Compile(s, segmentsql.Dialect(db.Driver()), clock)
	require.NoError(r, err)
	require.NoError(r, db.Read(context.Background(), func(tx *store.Tx) error {
		inSQL := []int64{}
		table := string(s.Object()) + "s"
		require.NoError(r, tx.Raw("SELECT id FROM "+table+" WHERE "+sql+" ORDER BY id", args...).Scan(&inSQL).Error, "%s\n%s", s.Raw(), sql)
		require.Equal(r, inMemory, inSQL, "%s\n%s\n%v", s.Raw(), sql, args)

		var null int64
		require.NoError(r, tx.Raw("SELECT COUNT(*) FROM "+table+" WHERE ("+sql+") IS NULL", args...).Scan(&null).Error)
		require.Zero(r, null, "NULL in the answer: %s", sql)

		loaded, err := segmentsql.Load(tx.DB, s.Object(), keys(objects), s)
		require.NoError(r, err)
		require.Len(r, loaded, len(objects))
		require.Equal(r, inMemory, matching(s, loaded, clock), "loaded objects: %s", s.Raw())
		for id, o := range objects {
			require.Equal(r, shown(s.Explain(o, clock)), shown(s.Explain(loaded[id], clock)), "reasons: %s", s.Raw())
		}
		return nil
	}))
}

func matching(s *segment.Segment, objects map[int64]segment.Object, clock segment.Clock) []int64 {
	ids := []int64{}
	for id, o := range objects {
		if s.Match(o, clock) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// shown brings the reasons of equal objects to equal values: sets have no order.
func shown(reasons []segment.Reason) []segment.Reason {
	for i, reason := range reasons {
		switch seen := reason.Seen.(type) {
		case []string:
			seen = slices.Clone(seen)
			slices.Sort(seen)
			reasons[i].Seen = seen
		case []int64:
			seen = slices.Clone(seen)
			slices.Sort(seen)
			reasons[i].Seen = seen
		case time.Time:
			reasons[i].Seen = seen.UTC()
		}
	}
	return reasons
}

func keys(objects map[int64]segment.Object) []int64 {
	ids := []int64{}
	for id := range objects {
		ids = append(ids, id)
	}
	return ids
}
