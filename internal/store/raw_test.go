package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// One value needs no array: PostgreSQL plans for it once, not at each call.
func TestListsBecomeOneParameter(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, sql, want string
		args, bound     []any
	}{
		{"many", "a IN ? AND b = ?", "a = ANY(?) AND b = ?", []any{[]int64{1, 2}, "x"}, []any{[]int64{1, 2}, "x"}},
		{"one", "a IN ? AND b = ?", "a = ? AND b = ?", []any{[]int64{7}, "x"}, []any{int64(7), "x"}},
		{"none", "a IN ?", "a = ANY(?)", []any{[]int64{}}, []any{[]int64{}}},
		{"not in many", "b = ? AND a NOT IN ?", "b = ? AND a <> ALL(?)", []any{1, []string{"x", "y"}}, []any{1, []string{"x", "y"}}},
		{"not in one", "a NOT IN ? LIMIT ?", "a <> ? LIMIT ?", []any{[]string{"x"}, 5}, []any{"x", 5}},
		{"a list elsewhere", "a IN ? AND b = ANY(?)", "a = ? AND b = ANY(?)", []any{[]int64{1}, []int64{2}}, []any{int64(1), []int64{2}}},
		{"bytes are a value", "a IN ? AND b = ?", "a = ? AND b = ?", []any{[]int64{1}, []byte("x")}, []any{int64(1), []byte("x")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sql, bound := withLists(test.sql, test.args, asItIs)
			require.Equal(t, test.want, sql)
			require.Equal(t, test.bound, bound)
		})
	}
}
