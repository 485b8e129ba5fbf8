package services

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// Limits of texts that people type, in characters.
const (
	maxTitle   = 200
	maxTag     = 64
	maxComment = 4000
	maxText    = 20000
	maxTags    = 50
)

// faults gathers everything that is wrong with an input, so that it is all said at once.
type faults []models.FieldError

func (f *faults) add(path string, code models.Code, params ...any) {
	*f = append(*f, models.Field(path, code, params...))
}

// email adds what a check of the address answered.
func (f *faults) email(err error) {
	var e *models.Error
	if errors.As(err, &e) {
		*f = append(*f, models.FieldError{Path: "email", Code: e.Code, Params: e.Params})
	}
}

// gather adds the faults that a parser found, with their own paths.
func (f *faults) gather(err error) {
	var e *models.Error
	switch {
	case !errors.As(err, &e):
	case len(e.Fields) > 0:
		*f = append(*f, e.Fields...)
	default:
		f.add("rule", e.Code)
	}
}

// title demands a text of 1 to maxTitle characters.
func (f *faults) title(path, value string) {
	if strings.TrimSpace(value) == "" {
		f.add(path, models.CodeRequired)
		return
	}
	f.line(path, value, maxTitle)
}

// line demands a text of at most so many characters, in one line: it may stand
// in a header, a CSV file or a heading.
func (f *faults) line(path, value string, most int) {
	f.short(path, value, most)
	if !models.SingleLine(value) {
		f.add(path, models.CodeControlCharacter)
	}
}

func (f *faults) short(path, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		f.add(path, models.CodeTooLong, "max", most)
	}
}

func (f *faults) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		f.add(path, models.CodeNotOneOf, "value", value, "allowed", allowed)
	}
}

func (f *faults) within(path string, value, least, most int64) {
	if value < least || value > most {
		f.add(path, models.CodeOutOfRange, "value", value, "min", least, "max", most)
	}
}

func (f *faults) zone(name string) {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		f.add("time_zone", models.CodeInvalidTimeZone, "value", name)
	}
}

// language demands a language that we write in.
func (f *faults) code(path, value string, form models.CodeForm) {
	if !form.Fits(value) {
		f.add(path, models.CodeInvalidCode, "value", value, "form", form.Name)
	}
}

func (f *faults) language(value string) { f.oneOf("language", value, "ru", "en") }

// tags demands short, non-empty tags and returns them trimmed, sorted and without repetition.
func (f *faults) tags(path string, list []string) []string {
	if len(list) > maxTags {
		f.add(path, models.CodeTooMany, "max", maxTags)
		return nil
	}
	clean := make([]string, 0, len(list))
	for i, tag := range list {
		tag = strings.TrimSpace(tag)
		if tag == "" {
			f.add(indexed(path, i), models.CodeRequired)
		}
		f.line(indexed(path, i), tag, maxTag)
		clean = append(clean, tag)
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}

// err is nil without faults, else one error with all of them.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return models.Invalid(f...)
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// asFaults are the field faults that a check answered with.
func asFaults(err error) (faults, bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return nil, false
	}
	return e.Fields, true
}
