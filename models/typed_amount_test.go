package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/models"
)

func TestTypedAmount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"10000": 1_000_000, " 10 000 ": 1_000_000, "10\u202f000\u00a0₽": 1_000_000, "10\u2009000,5": 1_000_050, "10000.50 руб.": 1_000_050, "₽10000": 1_000_000,
		"10 000 р": 1_000_000, "10000 RUB": 1_000_000, "10000rub": 1_000_000, "10 000 Рублей": 1_000_000,
	} {
		t.Run("PAY-2/typed "+text, func(t *testing.T) {
			t.Parallel()
			for _, lang := range []string{"ru", "en"} {
				amount, err := models.TypedAmount(text, "RUB", lang)
				require.NoError(t, err)
				require.Equal(t, want, amount)
			}
		})
	}
	for _, text := range []string{"", "₽", "ten", "10 $", "10 EUR", "-5", "−5 ₽", "10000,555", "1,2,3", "12,34,567.00", "1.5.2", "5,", "1e3"} {
		t.Run("PAY-2/no sum "+text, func(t *testing.T) {
			t.Parallel()
			for _, lang := range []string{"ru", "en"} {
				_, err := models.TypedAmount(text, "RUB", lang)
				require.Equal(t, models.CodeInvalidAmount, models.CodeOf(err))
				var e *models.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, text, e.Params["amount"], "quoted as it was typed")
			}
		})
	}
	t.Run("PAY-2/grouped in English alone", func(t *testing.T) {
		t.Parallel()
		amount, err := models.TypedAmount("$1,250.50", "USD", "en")
		require.NoError(t, err)
		require.Equal(t, int64(125_050), amount)
		_, err = models.TypedAmount("1,250", "USD", "ru")
		require.Error(t, err, "three decimals")
	})
}

// What the page itself writes can be typed into it.
func TestTypedAmountTakesMoneyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, models.MaxAmount).Draw(t, "amount")
		currency := rapid.SampledFrom(models.Currencies()).Draw(t, "currency")
		lang := rapid.SampledFrom([]string{"ru", "en"}).Draw(t, "lang")
		typed, err := models.TypedAmount(models.MoneyText(amount, currency, lang), currency, lang)
		require.NoError(t, err)
		require.Equal(t, amount, typed)
	})
}
