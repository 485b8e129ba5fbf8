package models_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// What the text of a refused code allows is what its rule takes.
func TestCodeForms(t *testing.T) {
	t.Parallel()
	for _, form := range []models.CodeForm{models.OfferCode, models.TemplateCode, models.EventName} {
		t.Run("API-1/code-in-words/"+form.Name, func(t *testing.T) {
			t.Parallel()
			for language, latin := range map[string]string{"en": "small Latin letters", "ru": "строчные латинские буквы"} {
				text := models.NewError(models.CodeInvalidCode, "form", form.Name).Text(language)
				for _, sign := range strings.Split(".-_:/ !@я", "") {
					named := strings.Contains(text[strings.Index(text, "64"):], sign) && !strings.Contains(" я", sign)
					if sign == "я" {
						named = !strings.Contains(text, latin)
					}
					if sign == "." { // every sentence ends in one
						named = strings.Count(text, ".") > 1
					}
					require.Equal(t, form.Fits("a"+sign), named, "%q in %q", sign, text)
				}
				require.Equal(t, !strings.Contains(text, latin), form.Fits("A"))
				require.True(t, form.Fits(strings.Repeat("a", 64)))
				require.False(t, form.Fits(strings.Repeat("a", 65)))
				require.False(t, form.Fits("_a"), "a sign is not the first")
			}
		})
	}
}
