package process_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// examples are settings that are right for each operation, and for an order.
var examples = map[process.OperationName]string{
	process.OpCreateOrder:     `"offer":"course"`,
	process.OpChangeStatus:    `"status":"cancelled"`,
	process.OpSendLetter:      `"template":"payment_thanks"`,
	process.OpSendPaymentLink: `"template":"payment_reminder"`,
	process.OpAddTag:          `"tag":"x","on":"customer"`,
	process.OpComment:         `"text":"x"`,
}

// What is offered to those who draw is what the checker accepts, and no more.
func TestVocabularyAgreesWithTheChecker(t *testing.T) {
	t.Parallel()
	for _, v := range process.Vocabularies() {
		about := sample().with("subject", fmt.Sprintf("%q", v.Subject)).with("triggers", `[{"kind":"by_hand"}]`)
		for _, o := range process.Operations() {
			t.Run(fmt.Sprintf("PRC-5/%s/%s", o.Name, v.Subject), func(t *testing.T) {
				t.Parallel()
				offered := slices.ContainsFunc(v.Operations, func(e process.OperationEntry) bool { return e.Name == o.Name })
				faults, _ := about.operating(fmt.Sprintf(`{"operation":%q,%s}`, o.Name, examples[o.Name])).check(t)
				refused := slices.ContainsFunc(faults, func(f models.FieldError) bool { return strings.HasSuffix(f.Path, "params.operation") })
				require.NotEqual(t, offered, refused)
			})
		}
		for _, event := range models.EventKinds {
			t.Run(fmt.Sprintf("PRC-2/%s/%s", event, v.Subject), func(t *testing.T) {
				t.Parallel()
				offered := slices.ContainsFunc(v.Events, func(e process.EventEntry) bool { return e.Event == event })
				faults, _ := about.with("triggers", fmt.Sprintf(`[{"kind":"event","event":%q,"match":{"name":"x"}}]`, event)).check(t)
				refused := slices.ContainsFunc(faults, func(f models.FieldError) bool { return f.Path == "triggers[0].event" })
				require.NotEqual(t, offered, refused)
			})
		}
	}
}

func field(t *testing.T, fields []process.FieldEntry, name string) process.FieldEntry {
	t.Helper()
	at := slices.IndexFunc(fields, func(f process.FieldEntry) bool { return f.Name == name })
	require.GreaterOrEqual(t, at, 0, name)
	return fields[at]
}

// Each choice of a setting that is narrowed passes the checker, each other one fails.
func TestVocabularyChoices(t *testing.T) {
	t.Parallel()
	order := process.Vocabularies()[1]
	require.Equal(t, models.SubjectOrder, order.Subject)
	operation := func(name process.OperationName) []process.FieldEntry {
		at := slices.IndexFunc(order.Operations, func(e process.OperationEntry) bool { return e.Name == name })
		return order.Operations[at].Fields
	}
	t.Run("PRC-12/settable-statuses", func(t *testing.T) {
		t.Parallel()
		choices := field(t, operation(process.OpChangeStatus), "status").Choices
		for _, status := range models.Statuses {
			faults, _ := sample().operating(fmt.Sprintf(`{"operation":"change_status","status":%q}`, status)).check(t)
			require.Equal(t, slices.Contains(choices, string(status)), len(faults) == 0, status)
		}
	})
	t.Run("ST-11/reason-with-its-status", func(t *testing.T) {
		t.Parallel()
		with := field(t, operation(process.OpChangeStatus), "refusal_reason_id").When["status"]
		require.NotEmpty(t, with)
		for _, status := range field(t, operation(process.OpChangeStatus), "status").Choices {
			faults, _ := sample().operating(fmt.Sprintf(`{"operation":"change_status","status":%q,"refusal_reason_id":5}`, status)).check(t)
			require.Equal(t, slices.Contains(with, status), len(faults) == 0, status)
		}
	})
	t.Run("PRC-4/exits", func(t *testing.T) {
		t.Parallel()
		for _, b := range order.Blocks {
			require.Equal(t, b.Kind == process.KindCondition, b.ExitsFrom == "branches")
			require.Equal(t, b.Kind == process.KindStart, b.Single)
		}
		require.Equal(t, "list", field(t, order.Blocks[2].Fields, "branches").Form)
	})
}
