package segmentsql_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/segment/segmenttest"
	"github.com/orderflow/orderflow/internal/store/segmentsql"
	"github.com/orderflow/orderflow/models"
)

func TestCompile(t *testing.T) {
	t.Parallel()
	t.Run("SEG-2/values are only bound", rapid.MakeCheck(func(r *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("'\"?;-%_\\$1aЯ")), 4, 12, -1).Draw(r, "text")
		s := segmentOf(r, text)
		clock := segmenttest.Clock(r)
		for _, dialect := range []segmentsql.Dialect{segmentsql.Postgres, segmentsql.SQLite} {
			sql, args, err := segmentsql.Compile(s, dialect, clock)
			require.NoError(r, err)
			require.NotContains(r, sql, text)
			require.Equal(r, []any{text}, args)
			require.Equal(r, len(args), strings.Count(sql, "?"))
		}
	}))
	t.Run("SEG-2/one parameter for each mark", rapid.MakeCheck(func(r *rapid.T) {
		s := segmenttest.Segment(r, models.SubjectCustomer)
		sql, args, err := segmentsql.Compile(s, segmentsql.Postgres, segmenttest.Clock(r))
		require.NoError(r, err)
		require.Equal(r, len(args), strings.Count(sql, "?"))
	}))
	t.Run("SEG-2/unknown dialect", func(t *testing.T) {
		t.Parallel()
		_, _, err := segmentsql.Compile(segment.Everything(models.SubjectOrder), "oracle", segment.Clock{Now: time.Now()})
		require.ErrorContains(t, err, `"oracle"`)
	})
}

func segmentOf(r *rapid.T, text string) *segment.Segment {
	raw := `{"field":"customer.phone","op":"is","value":` + quoted(text) + `}`
	s, err := segment.Parse([]byte(raw), models.SubjectCustomer)
	require.NoError(r, err)
	return s
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
