package workflows_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	temporallog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/orderflow/orderflow/workflows"
)

// Recorded histories of real runs replay on today's code. One that does not
// would block every such run that is under way when this code is rolled out.
func TestRecordedHistories(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"cohort", "letters", "bulk", "care", "entry"} {
		files, err := filepath.Glob(filepath.Join("testdata", kind+"*.json"))
		require.NoError(t, err)
		require.NotEmpty(t, files, "no history of kind %s is recorded", kind)
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				replayer := worker.NewWorkflowReplayer()
				register(replayer, &workflows.Workflows{})
				logger := temporallog.NewStructuredLogger(slog.New(slog.DiscardHandler))
				require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(logger, file))
			})
		}
	}
}
