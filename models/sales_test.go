package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func TestUsualConsentQuotesOnce(t *testing.T) {
	t.Parallel()
	require.Contains(t, models.UsualConsent("ru", "Школа йоги «Рассвет»"), ": «Школа йоги „Рассвет“» использует")
	require.Contains(t, models.UsualConsent("ru", "Школа йоги"), ": «Школа йоги» использует")
	require.Contains(t, models.UsualConsent("en", "Школа йоги «Рассвет»"), "that Школа йоги «Рассвет» processes")
}
