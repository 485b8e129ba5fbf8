package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSpread(t *testing.T) {
	t.Parallel()
	require.Equal(t, Spread{1, 2, 9}, spread([]float64{9, 1, 2}))
	require.Equal(t, Spread{1, 1.5, 2}, spread([]float64{2, 1}))
	require.Equal(t, Spread{}, spread(nil))
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	var values []time.Duration
	for i := range 100 {
		values = append(values, time.Duration(100-i))
	}
	require.Equal(t, time.Duration(100), percentile(values, 0.99))
	require.Equal(t, time.Duration(51), percentile(values, 0.5))
	require.Zero(t, percentile(nil, 0.99))
}

func TestJudge(t *testing.T) {
	t.Parallel()
	more := kind{goal: times(100), against: "a baseline"}
	less := kind{goal: fixed(3), less: true}
	for name, c := range map[string]struct {
		kind    kind
		samples []Sample
		reached bool
		goal    float64
	}{
		"more than the multiple": {more, []Sample{{Figure: 201, Baseline: 2}}, true, 200},
		"less than the multiple": {more, []Sample{{Figure: 199, Baseline: 2}}, false, 200},
		"medians decide":         {more, []Sample{{Figure: 1, Baseline: 2}, {Figure: 300, Baseline: 9}, {Figure: 300, Baseline: 2}}, true, 200},
		"late":                   {less, []Sample{{Figure: 3.1}}, false, 3},
		"in time":                {less, []Sample{{Figure: 3}}, true, 3},
		"a broken condition":     {less, []Sample{{Figure: 1}, {Figure: 1, Broken: "something else stood still"}}, false, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := Row{Samples: c.samples}
			row.judge(c.kind)
			require.Equal(t, c.reached, row.Reached)
			require.InDelta(t, c.goal, row.Goal, 0)
		})
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	base := Spread{1, 2, 3}
	report := Report{Machine: Machine{Fsync: "on"}, Rows: []Row{
		{ID: "steps", Unit: "steps/s", Figure: Spread{1000, 12345, 20000}, Baseline: &base, Reached: true},
		{ID: "due", Error: "no server"},
		{ID: "lanes", Why: "bulk stood still"},
	}}
	var out strings.Builder
	require.NoError(t, report.WriteTable(&out))
	for _, text := range []string{"fsync=on", "1,000 / 12,345 / 20,000", "1 / 2 / 3", "reached", "failed: no server", "fell short: bulk stood still"} {
		require.Contains(t, out.String(), text)
	}
	require.False(t, report.Reached())
}

func TestChoose(t *testing.T) {
	t.Parallel()
	all, err := choose(nil)
	require.NoError(t, err)
	require.Len(t, all, len(IDs()))
	one, err := choose([]string{"due"})
	require.NoError(t, err)
	require.Equal(t, "due", one[0].id)
	_, err = choose([]string{"nonsense"})
	require.ErrorContains(t, err, "steps, due")
}
