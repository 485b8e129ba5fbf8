package models_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/models"
)

var currencies = []models.Currency{"RUB", "USD", "JPY", "KRW", "KWD", "TND"}

func TestFormatAmount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount   int64
		currency models.Currency
		want     string
	}{
		{12345, "RUB", "123.45"},
		{5, "RUB", "0.05"},
		{0, "RUB", "0.00"},
		{100, "USD", "1.00"},
		{-5, "RUB", "-0.05"},
		{12345, "JPY", "12345"},
		{0, "JPY", "0"},
		{12345, "KWD", "12.345"},
		{7, "KWD", "0.007"},
	} {
		t.Run("PAY-1/"+c.want+" "+string(c.currency), func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, models.FormatAmount(c.amount, c.currency))
		})
	}
}

func TestParseAmountAccepts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		currency models.Currency
		want     int64
	}{
		{"123.45", "RUB", 12345},
		{"123.4", "RUB", 12340},
		{"123", "RUB", 12300},
		{" 1 ", "RUB", 100},
		{"0", "RUB", 0},
		{"500", "JPY", 500},
		{"1.005", "KWD", 1005},
		{"007", "RUB", 700},
		{"10000000000.00", "RUB", models.MaxAmount},
	} {
		t.Run("PAY-1/"+c.text+" "+string(c.currency), func(t *testing.T) {
			t.Parallel()
			got, err := models.ParseAmount(c.text, c.currency)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestParseAmountRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		currency models.Currency
		code     models.Code
	}{
		{"", "RUB", models.CodeInvalidAmount},
		{"-1", "RUB", models.CodeInvalidAmount},
		{"+1", "RUB", models.CodeInvalidAmount},
		{"1.234", "RUB", models.CodeInvalidAmount},
		{"1.0", "JPY", models.CodeInvalidAmount},
		{"1.", "RUB", models.CodeInvalidAmount},
		{"1. ", "RUB", models.CodeInvalidAmount},
		{".5", "RUB", models.CodeInvalidAmount},
		{"1,50", "RUB", models.CodeInvalidAmount},
		{"1e3", "RUB", models.CodeInvalidAmount},
		{"1.2.3", "RUB", models.CodeInvalidAmount},
		{"NaN", "RUB", models.CodeInvalidAmount},
		{"١", "RUB", models.CodeInvalidAmount},
		{"1 000", "RUB", models.CodeInvalidAmount},
		{"10000000000.01", "RUB", models.CodeInvalidAmount},
		{"99999999999999999999999999", "RUB", models.CodeInvalidAmount},
		{"1", "ZZZ", models.CodeUnknownCurrency},
		{"1", "rub", models.CodeUnknownCurrency},
	} {
		t.Run("PAY-1/"+c.text+" "+string(c.currency), func(t *testing.T) {
			t.Parallel()
			_, err := models.ParseAmount(c.text, c.currency)
			require.True(t, models.IsCode(err, c.code), "got %v", err)
		})
	}
}

func TestAmountsRoundTrip(t *testing.T) {
	t.Parallel()
	t.Run("PAY-1/round trip", rapid.MakeCheck(func(t *rapid.T) {
		amount := rapid.Int64Range(0, models.MaxAmount).Draw(t, "amount")
		currency := rapid.SampledFrom(currencies).Draw(t, "currency")
		got, err := models.ParseAmount(models.FormatAmount(amount, currency), currency)
		require.NoError(t, err)
		require.Equal(t, amount, got)
	}))
}

func TestMulAmount(t *testing.T) {
	t.Parallel()
	t.Run("PAY-1/never overflows", rapid.MakeCheck(func(t *rapid.T) {
		price := rapid.Int64().Draw(t, "price")
		quantity := rapid.Int64().Draw(t, "quantity")
		exact := new(big.Int).Mul(big.NewInt(price), big.NewInt(quantity))
		fits := price >= 0 && quantity >= 0 && exact.Cmp(big.NewInt(models.MaxAmount)) <= 0
		sum, ok := models.MulAmount(price, quantity)
		require.Equal(t, fits, ok)
		if ok {
			require.Equal(t, exact.Int64(), sum)
		}
	}))
	t.Run("PAY-1/a whole order of the dearest items fits", func(t *testing.T) {
		t.Parallel()
		require.LessOrEqual(t, models.MaxAmount, math.MaxInt64/int64(models.MaxItems))
	})
}

func TestDiscount(t *testing.T) {
	t.Parallel()
	t.Run("ORD-1/discount", func(t *testing.T) {
		t.Parallel()
		require.EqualValues(t, 300, (&models.Order{ListCost: 1000, Cost: 700}).Discount())
		require.Zero(t, (&models.Order{ListCost: 1000, Cost: 1200}).Discount(), "an own price above the list's is no discount")
	})
}
