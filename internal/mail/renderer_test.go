package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail"
)

func TestRendererRendersAsRender(t *testing.T) {
	t.Parallel()
	renderer := mail.NewRenderer()
	source := mail.Source{Subject: "Hello {{ customer.name }}", HTML: "<p>{{ customer.email }}</p>", Text: "{{ customer.email }}"}
	for _, name := range []string{"Anna", "Boris", "Anna"} {
		bindings := mail.Bindings{Lang: "en", Customer: mail.Customer{Name: name, Email: name + "@example.com"}}
		want, err := mail.Render(source, bindings)
		require.NoError(t, err)
		got, err := renderer.Render(source, bindings)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	aboutOrder := mail.Source{Subject: "{{ order.number }}", HTML: "<p>x</p>", Text: "x"}
	_, err := renderer.Render(aboutOrder, mail.Bindings{Lang: "en"})
	require.Error(t, err, "MAIL-3: a letter about no order has none")
	_, err = renderer.Render(aboutOrder, mail.Bindings{Lang: "en", Order: &mail.Order{Number: 7, Currency: "RUB"}})
	require.NoError(t, err)
	_, err = renderer.Render(aboutOrder, mail.Bindings{Lang: "en"})
	require.Error(t, err, "nor does it get another letter's compiled template")
}
