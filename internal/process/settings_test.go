package process_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
)

// The settings of each block are those of the definition itself.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, template := range process.Templates() {
		var whole struct {
			Blocks []struct{ Params json.RawMessage }
		}
		require.NoError(t, json.Unmarshal(template.Definition.Canonical(), &whole))
		for i, block := range template.Definition.Blocks {
			require.JSONEq(t, string(whole.Blocks[i].Params), string(block.Settings()), "%s %s", template.Code, block.ID)
		}
	}
	require.JSONEq(t, "{}", string(process.Block{ID: "nothing"}.Settings()))
}
