package services_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// withChecker refuses templates that say "nonsense", as the real checker refuses unknown variables.
func (b *bundle) withChecker() {
	b.Service = services.New(b.Store(), b.clock, services.Options{
		PublicURL: "https://school.example",
		CheckTemplate: func(t models.LetterTemplate) []models.FieldError {
			if strings.Contains(t.HTML, "nonsense") {
				return []models.FieldError{models.Field("html", models.CodeUnknownVariable, "variable", "nonsense")}
			}
			return nil
		},
		RenderTemplate: func(t models.LetterTemplate, c models.LetterContent) (models.LetterText, error) {
			return models.LetterText{Subject: t.Subject + " " + c.Customer.Name, Text: c.PaymentLink, HTML: c.Language}, nil
		},
	})
}

func TestSaveLetterTemplate(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-3/save", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withChecker()
			p := services.TemplateParams{Code: "hello", Language: "ru", Kind: models.TemplateService, Subject: "Привет", HTML: "<p>h</p>", Text: "t"}
			_, err := b.SaveLetterTemplate(b.ctx, b.manager, p)
			requireCode(t, models.CodeForbidden, err)
			_, err = b.SaveLetterTemplate(b.ctx, b.owner, services.TemplateParams{Code: "No!", Language: "xx", Kind: "spam", HTML: "{{ nonsense }}"})
			requireFields(t, err, "code", "language", "kind", "html")
			first, err := b.SaveLetterTemplate(b.ctx, b.owner, p)
			require.NoError(t, err)
			require.EqualValues(t, 1, first.Revision)
			p.Subject, p.Revision = "Здравствуйте", 1
			second, err := b.SaveLetterTemplate(b.ctx, b.owner, p)
			require.NoError(t, err)
			require.EqualValues(t, 2, second.Revision)
			_, err = b.SaveLetterTemplate(b.ctx, b.owner, p)
			requireCode(t, models.CodeStale, err)
			old, err := b.LetterTemplate(b.ctx, b.manager, "hello", "ru", 1)
			require.NoError(t, err)
			require.Equal(t, "Привет", old.Subject, "letters point at the revision that they used")
			list, err := b.LetterTemplates(b.ctx, b.manager)
			require.NoError(t, err)
			require.Len(t, list, 1)
			require.Equal(t, *second, list[0].LetterTemplate)
			require.Equal(t, "hello", second.Title, "the code until somebody names it")
			p.Revision, p.Title = 2, "Приветствие"
			named, err := b.SaveLetterTemplate(b.ctx, b.owner, p)
			require.NoError(t, err)
			p.Revision, p.Title = 3, ""
			kept, err := b.SaveLetterTemplate(b.ctx, b.owner, p)
			require.NoError(t, err)
			require.Equal(t, []string{"Приветствие", "Приветствие"}, []string{named.Title, kept.Title})
			p.Revision, p.New = 0, true
			_, err = b.SaveLetterTemplate(b.ctx, b.owner, p)
			requireFields(t, err, "code")
			_, err = b.LetterTemplate(b.ctx, b.manager, "hello", "en", 0)
			requireCode(t, models.CodeNotFound, err)
		})
	})
	t.Run("MAIL-3/save-at-once", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			p := services.TemplateParams{Code: "hello", Language: "ru", Kind: models.TemplateService, Subject: "s", HTML: "h", Text: "t"}
			errs := make([]error, 5)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() { _, errs[i] = b.SaveLetterTemplate(b.ctx, b.owner, p) })
			}
			all.Wait()
			saved := 0
			for _, err := range errs {
				if err == nil {
					saved++
				} else {
					requireCode(t, models.CodeConflict, err)
				}
			}
			require.EqualValues(t, saved, b.count(t, "SELECT MAX(revision) FROM letter_templates"))
		})
	})
}

func TestPreviewLetterTemplate(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-3/preview", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withChecker()
			o := b.order(t)
			p := services.TemplateParams{Code: "hello", Language: "ru", Kind: models.TemplateService, Subject: "Hi", HTML: "h", Text: "t"}
			letter, err := b.PreviewLetterTemplate(b.ctx, b.manager, p, o.ID)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(letter.Subject, "Hi Person"))
			require.Equal(t, "https://school.example/pay/"+o.PayToken, letter.Text)
			require.Equal(t, "ru", letter.HTML)
			_, err = b.PreviewLetterTemplate(b.ctx, b.manager, p, 999)
			requireCode(t, models.CodeNotFound, err)
		})
	})
}
