package models

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// Currency is an ISO 4217 code. Every sum of an order is in one currency (PAY-1).
type Currency string

// exponents is ISO 4217's table of minor units, for the currencies that we sell in.
var exponents = map[Currency]int{
	"AED": 2, "AMD": 2, "AZN": 2, "BHD": 3, "BRL": 2, "BYN": 2, "CHF": 2, "CLP": 0, "CNY": 2, "CZK": 2,
	"EUR": 2, "GBP": 2, "GEL": 2, "HUF": 2, "ILS": 2, "INR": 2, "JOD": 3, "JPY": 0, "KGS": 2, "KRW": 0,
	"KWD": 3, "KZT": 2, "MDL": 2, "MXN": 2, "PLN": 2, "RON": 2, "RSD": 2, "RUB": 2, "SEK": 2, "TJS": 2,
	"TND": 3, "TRY": 2, "UAH": 2, "USD": 2, "UZS": 2, "VND": 0,
}

// Exponent is the number of decimal places of the currency's minor unit.
func (c Currency) Exponent() (int, bool) {
	e, ok := exponents[c]
	return e, ok
}

// Known reports whether the currency is in our ISO 4217 table.
func (c Currency) Known() bool { _, ok := exponents[c]; return ok }

// Currencies lists every currency that we know, by code.
func Currencies() []Currency { return slices.Sorted(maps.Keys(exponents)) }

// Exponents is the table of minor units of every currency that we know, for clients that write sums.
func Exponents() map[Currency]int { return maps.Clone(exponents) }

// MaxAmount bounds every sum, in minor units, so that an order's items can
// never overflow int64 whatever their quantity (MaxQuantity × MaxItems × MaxAmount fits).
const (
	MaxAmount   int64 = 1_000_000_000_000
	MaxQuantity int64 = 10_000
	MaxItems          = 100
)

// MulAmount multiplies a price by a quantity; ok is false on overflow or when the result passes MaxAmount.
func MulAmount(price, quantity int64) (sum int64, ok bool) {
	if price < 0 || quantity < 0 || (quantity > 0 && price > math.MaxInt64/quantity) {
		return 0, false
	}
	sum = price * quantity
	return sum, sum <= MaxAmount
}

// FormatAmount writes minor units as a decimal of the currency: 12345 RUB is "123.45".
func FormatAmount(amount int64, currency Currency) string {
	exponent, _ := currency.Exponent()
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	digits := itoa(amount)
	if exponent == 0 {
		return sign + digits
	}
	if len(digits) <= exponent {
		digits = strings.Repeat("0", exponent-len(digits)+1) + digits
	}
	cut := len(digits) - exponent
	return sign + digits[:cut] + "." + digits[cut:]
}

// ParseAmount reads a decimal of the currency into minor units. It fails with
// CodeInvalidAmount on a sign, on more decimal places than the currency has and beyond MaxAmount.
func ParseAmount(text string, currency Currency) (int64, error) {
	exponent, known := currency.Exponent()
	if !known {
		return 0, NewError(CodeUnknownCurrency, "currency", string(currency))
	}
	text = strings.TrimSpace(text)
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || len(fraction) > exponent || strings.HasSuffix(text, ".") {
		return 0, NewError(CodeInvalidAmount, "amount", text, "places", exponent)
	}
	var amount int64
	for _, r := range whole + fraction + strings.Repeat("0", exponent-len(fraction)) {
		if r < '0' || r > '9' || amount > MaxAmount {
			return 0, NewError(CodeInvalidAmount, "amount", text, "places", exponent)
		}
		amount = amount*10 + int64(r-'0')
	}
	if amount > MaxAmount {
		return 0, NewError(CodeInvalidAmount, "amount", text, "places", exponent)
	}
	return amount, nil
}
