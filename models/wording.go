package models

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

const noBreak = "\u00a0"

// signs are the currency signs that readers know; the others are written by their code.
var signs = map[Currency]string{
	"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "UAH": "₴", "JPY": "¥", "ILS": "₪", "INR": "₹", "TRY": "₺",
}

// SingleLine reports whether a text holds no line break and no other control
// character, so that it may stand in a header, a CSV file or a heading.
func SingleLine(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
}

// Sum is an amount as a parameter of an error: readers see it with its currency,
// programs as a decimal such as "150.00".
type Sum struct {
	Amount   int64 // minor units
	Currency Currency
}

// MarshalText is the decimal.
func (s Sum) MarshalText() ([]byte, error) { return []byte(FormatAmount(s.Amount, s.Currency)), nil }

// MoneyText writes a sum for readers: "12 345,50 ₽" in "ru", "$12,345.50" or
// "12,345.50 BYN" in any other language. Whole sums lose their zero fraction in Russian.
func MoneyText(amount int64, currency Currency, lang string) string {
	sign := ""
	if amount < 0 {
		sign, amount = "−", -amount
	}
	whole, fraction, _ := strings.Cut(FormatAmount(amount, currency), ".")
	if lang == "ru" {
		return sign + russianNumber(whole, fraction) + noBreak + signOr(currency)
	}
	number := grouped(whole, ",")
	if fraction != "" {
		number += "." + fraction
	}
	if known, ok := signs[currency]; ok {
		return sign + known + number
	}
	return sign + number + noBreak + string(currency)
}

func russianNumber(whole, fraction string) string {
	number := grouped(whole, noBreak)
	if strings.Trim(fraction, "0") != "" {
		number += "," + fraction
	}
	return number
}

func signOr(currency Currency) string {
	if known, ok := signs[currency]; ok {
		return known
	}
	return string(currency)
}

// grouped sets the separator between thousands.
func grouped(digits, separator string) string {
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), separator)
}

var russianMonths = [...]string{
	"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
}

// DateText writes the day of t, in the time zone that t carries: "3 марта 2026" or "3 March 2026".
func DateText(t time.Time, lang string) string {
	if lang == "ru" {
		return fmt.Sprintf("%d %s %d", t.Day(), russianMonths[t.Month()-1], t.Year())
	}
	return t.Format("2 January 2006")
}

// TimeText writes the day and the minute of t, in the time zone that t carries: "3 марта 2026, 15:04".
func TimeText(t time.Time, lang string) string {
	return DateText(t, lang) + t.Format(", 15:04")
}

// MomentText writes a moment to come, or one that has just passed, for readers who
// need its zone: "25 ноября, 18:00 МСК", "25 November, 18:00 UTC+7". The year is
// there when it is not now's.
func MomentText(t, now time.Time, lang string) string {
	day := DateText(t, lang)
	if t.Year() == now.In(t.Location()).Year() {
		day = day[:strings.LastIndex(day, " ")]
	}
	return day + t.Format(", 15:04") + noBreak + zoneText(t, lang)
}

// zoneText is the zone's name where readers know it, else its distance from UTC.
func zoneText(t time.Time, lang string) string {
	name, offset := t.Zone()
	switch {
	case name == "MSK" && lang == "ru":
		return "МСК"
	case name == "MSK" || name == "UTC" || name == "GMT":
		return name
	default:
		distance := strings.TrimSuffix(time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00"), ":00")
		return "UTC" + strings.NewReplacer("+0", "+", "-0", "−", "-", "−").Replace(distance)
	}
}
