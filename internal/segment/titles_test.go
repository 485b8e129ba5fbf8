package segment_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/segment"
)

// A field that people cannot read is not a field that they can ask for.
func TestEverythingHasItsTitle(t *testing.T) {
	t.Parallel()
	cyrillic := regexp.MustCompile(`\p{Cyrillic}`)
	titled := func(t *testing.T, title func(string) string) {
		t.Helper()
		require.NotEmpty(t, title("en"))
		require.NotRegexp(t, cyrillic, title("en"))
		require.Regexp(t, cyrillic, title("ru"))
	}
	for _, object := range segment.Schema() {
		for _, field := range object.Fields {
			t.Run("SEG-1/title/"+field.FullName(), func(t *testing.T) {
				t.Parallel()
				titled(t, field.Title)
				for _, choice := range field.Choices {
					if field.Name != "currency" {
						titled(t, func(language string) string { return field.ChoiceTitle(choice, language) })
					}
				}
			})
		}
		for _, relation := range object.Relations {
			titled(t, relation.Title)
		}
	}
}
