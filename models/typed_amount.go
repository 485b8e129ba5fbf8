package models

import (
	"regexp"
	"strings"
	"unicode"
)

// spoken are the words that people put behind a sum instead of its currency's sign, the longer ones first.
var spoken = map[Currency][]string{"RUB": {"рублей", "рубля", "рубль", "руб.", "руб", "р.", "р"}}

// thousands is a number whose thousands English sets apart by commas.
var thousands = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$`)

// TypedAmount reads a sum as a customer types it: with spaces of any kind, the
// currency's sign, code or word, a comma for the point, and as MoneyText writes it
// in the language. It fails as ParseAmount does, and quotes what was typed.
func TypedAmount(text string, currency Currency, lang string) (int64, error) {
	number := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	number = withoutCurrency(number, currency)
	if lang != "ru" && thousands.MatchString(number) {
		number = strings.ReplaceAll(number, ",", "")
	}
	amount, err := ParseAmount(strings.ReplaceAll(number, ",", "."), currency)
	if CodeOf(err) == CodeInvalidAmount {
		places, _ := currency.Exponent()
		err = NewError(CodeInvalidAmount, "amount", text, "places", places)
	}
	return amount, err
}

// withoutCurrency takes one mark of the currency off a text in lower case.
func withoutCurrency(text string, currency Currency) string {
	marks := append([]string{signs[currency], strings.ToLower(string(currency))}, spoken[currency]...)
	for _, mark := range marks {
		if mark == "" {
			continue
		}
		if rest, found := strings.CutSuffix(text, mark); found {
			return rest
		}
		if rest, found := strings.CutPrefix(text, mark); found {
			return rest
		}
	}
	return text
}
