package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func TestMoneyText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount   int64
		currency models.Currency
		ru, en   string
	}{
		{1234550, "RUB", "12 345,50 ₽", "₽12,345.50"},
		{1234500, "RUB", "12 345 ₽", "₽12,345.00"},
		{99, "USD", "0,99 $", "$0.99"},
		{-150000, "EUR", "−1 500 €", "−€1,500.00"},
		{1000000, "JPY", "1 000 000 ¥", "¥1,000,000"},
		{5005, "BYN", "50,05 BYN", "50.05 BYN"},
		{0, "RUB", "0 ₽", "₽0.00"},
	} {
		t.Run("MAIL-3/money "+c.en, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.ru, plainSpaces(models.MoneyText(c.amount, c.currency, "ru")))
			require.Equal(t, c.en, plainSpaces(models.MoneyText(c.amount, c.currency, "en")))
		})
	}
}

func TestSingleLine(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Анна Petrova", "a\u00a0b — c"} {
		require.True(t, models.SingleLine(text), "%q", text)
	}
	for _, text := range []string{"a\r\nBcc: b", "a\nb", "a\tb", "a\x7f", "a\u0085b", "a\u2028b", "a\u2029b"} {
		require.False(t, models.SingleLine(text), "%q", text)
	}
}

func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func TestTimeTextKeepsTheZone(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 3, 22, 30, 0, 0, time.UTC).In(time.FixedZone("MSK", 3*3600))
	require.Equal(t, "4 марта 2026, 01:30", models.TimeText(moment, "ru"))
	require.Equal(t, "4 March 2026, 01:30", models.TimeText(moment, "en"))
	require.Equal(t, "4 марта 2026", models.DateText(moment, "ru"))
}

func TestMomentText(t *testing.T) {
	t.Parallel()
	moscow, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	require.NoError(t, err)
	novosibirsk, err := time.LoadLocation("Asia/Novosibirsk")
	require.NoError(t, err)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	at := time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at       time.Time
		lang, is string
	}{
		{at.In(moscow), "ru", "25 ноября, 18:00\u00a0МСК"},
		{at.In(moscow), "en", "25 November, 18:00\u00a0MSK"},
		{at.In(novosibirsk), "ru", "25 ноября, 22:00\u00a0UTC+7"},
		{at.In(kolkata), "en", "25 November, 20:30\u00a0UTC+5:30"},
		{at, "ru", "25 ноября, 15:00\u00a0UTC"},
		{at.AddDate(1, 0, 0).In(moscow), "ru", "25 ноября 2027, 18:00\u00a0МСК"},
		{time.Date(2026, 12, 31, 21, 30, 0, 0, time.UTC).In(moscow), "ru", "1 января 2027, 00:30\u00a0МСК"},
	} {
		require.Equal(t, c.is, models.MomentText(c.at, now, c.lang), "PAY-2")
	}
}
