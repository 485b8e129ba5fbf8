//go:build !noembedded

package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/bench"
)

// Every figure can be measured. At a fiftieth of the size its value says
// nothing, so only that the measurement worked is required.
func TestBenchMeasures(t *testing.T) {
	report, err := bench.Run(t.Context(), bench.Options{
		Runs: 1, Size: .02, Wire: wireBench, Binary: os.Args[0], Environment: []string{asProgram + "=1"}, Rows: []string{"steps", "due", "bulk", "create", "memory", "start"},
	})
	require.NoError(t, err)
	for _, row := range report.Rows {
		require.Empty(t, row.Error, row.ID)
		require.NotEmpty(t, row.Samples, row.ID)
	}
}
