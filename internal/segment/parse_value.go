package segment

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// text reads a JSON string that both databases can hold.
func (p *parser) text(at place, raw json.RawMessage) (string, bool) {
	var text *string
	if json.Unmarshal(raw, &text) != nil || text == nil {
		p.fault(at, models.CodeWrongType, "expected", "text")
		return "", false
	}
	if strings.ContainsRune(*text, 0) {
		p.fault(at, models.CodeWrongType, "expected", "text without zero characters")
		return "", false
	}
	if utf8.RuneCountInString(*text) > MaxText {
		p.fault(at, models.CodeTooLong, "max", MaxText)
		return "", false
	}
	return *text, true
}

// required is text that is there and not empty.
func (p *parser) required(at place, raw json.RawMessage) (string, bool) {
	if raw == nil {
		p.fault(at, models.CodeRequired, "field", at.path[strings.LastIndexByte(at.path, '.')+1:])
		return "", false
	}
	text, ok := p.text(at, raw)
	if ok && text == "" {
		p.fault(at, models.CodeRequired)
		return "", false
	}
	return text, ok
}

// words reads a text to compare with, in the form in which the field is compared.
func (p *parser) words(at place, field *Field, raw json.RawMessage) (string, bool) {
	text, ok := p.required(at, raw)
	if field.Lowered {
		text = strings.ToLower(strings.TrimSpace(text))
		if ok && text == "" {
			p.fault(at, models.CodeRequired)
			return "", false
		}
	}
	return text, ok
}

// number reads a whole number of 64 bits: neither 1.0 nor 1e3, whose meaning depends on the reader.
func (p *parser) number(at place, raw json.RawMessage) (int64, bool) {
	if raw == nil {
		p.fault(at, models.CodeRequired, "field", "value")
		return 0, false
	}
	text := string(bytes.TrimSpace(raw))
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		return n, true
	}
	if strings.Trim(text, "-0123456789") == "" {
		p.fault(at, models.CodeOutOfRange, "value", text, "min", "-9223372036854775808", "max", "9223372036854775807")
	} else {
		p.fault(at, models.CodeWrongType, "expected", "a whole number")
	}
	return 0, false
}

// time reads a moment by RFC 3339, cut to the microseconds that the databases keep.
func (p *parser) time(at place, raw json.RawMessage) (time.Time, bool) {
	text, ok := p.required(at, raw)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, text)
	if t = cut(t); err != nil || t.Year() < 1 || t.Year() > 9999 {
		p.fault(at, models.CodeInvalidTime, "value", text)
		return time.Time{}, false
	}
	return t, true
}

// day reads a calendar day, "2026-03-01".
func (p *parser) day(at place, raw json.RawMessage) time.Time {
	text, ok := p.required(at, raw)
	if !ok {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		p.fault(at, models.CodeWrongType, "expected", "a day such as 2026-03-01")
	}
	return day
}

// duration reads {"amount": 3, "unit": "days"}.
func (p *parser) duration(at place, raw json.RawMessage) models.Duration {
	parts := p.object(at, raw)
	if parts == nil {
		return models.Duration{}
	}
	p.onlyKeys(at, parts, []string{"amount", "unit"})
	amount, okAmount := p.number(at.key("amount"), parts["amount"])
	unit, okUnit := p.required(at.key("unit"), parts["unit"])
	d := models.Duration{Amount: amount, Unit: unit}
	if okAmount && okUnit {
		p.faults = append(p.faults, d.Faults(at.path)...)
	}
	return d
}

// cut brings a time to what both databases keep.
func cut(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
