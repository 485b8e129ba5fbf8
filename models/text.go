package models

import (
	"fmt"
	"regexp"
	"strings"
)

// Text is the error's sentence for users, in "ru" or "en"; any other language gets English.
func (e *Error) Text(lang string) string { return textOf(e.Code, e.Params, lang) }

// Text is the fault's sentence for users, in "ru" or "en"; any other language gets English.
func (f FieldError) Text(lang string) string { return textOf(f.Code, f.Params, lang) }

// Title is the name of the status for people, in "ru" or "en".
func (s Status) Title(lang string) string {
	title, ok := statusTitles[s]
	if !ok {
		return string(s)
	}
	return title.in(lang)
}

func (s sentence) in(lang string) string {
	if lang == "ru" {
		return s.ru
	}
	return s.en
}

var (
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	fillable    = regexp.MustCompile(`\[[^\]]*\]|\{[a-z_]+\}`)
)

// textOf fills the code's sentence; an unknown code shows itself, because an
// old client of a newer database must still say something.
func textOf(code Code, params map[string]any, lang string) string {
	known, ok := sentences[code]
	if !ok {
		return string(code)
	}
	return filler{params, lang}.sentence(known)
}

type filler struct {
	params map[string]any
	lang   string
}

func (f filler) sentence(s sentence) string {
	return fillable.ReplaceAllStringFunc(s.in(f.lang), f.part)
}

// part fills one placeholder or one optional clause; a clause is empty when a parameter of it is missing.
func (f filler) part(text string) string {
	if text[0] == '{' {
		return f.value(text)
	}
	for _, name := range placeholder.FindAllString(text, -1) {
		if f.params[nameOf(name)] == nil {
			return ""
		}
	}
	return placeholder.ReplaceAllStringFunc(text[1:len(text)-1], f.value)
}

func (f filler) value(name string) string {
	switch v := f.params[nameOf(name)].(type) {
	case nil:
		return "…"
	case []string:
		words := make([]string, len(v))
		for i, value := range v {
			words[i] = word(nameOf(name), value, f.lang)
		}
		return strings.Join(words, ", ")
	case Status:
		return f.status(v)
	case Sum:
		return MoneyText(v.Amount, v.Currency, f.lang)
	case string:
		if name == "{from}" || name == "{to}" {
			return f.status(Status(v))
		}
		if change, known := changes[v]; known && name == "{change}" {
			return f.sentence(change)
		}
		return word(nameOf(name), v, f.lang)
	default:
		return fmt.Sprint(v)
	}
}

// status shows a status as people know it, and its code for those who integrate.
func (f filler) status(s Status) string {
	if !s.Valid() {
		return string(s)
	}
	if f.lang == "ru" {
		return "«" + s.Title("ru") + "» (" + string(s) + ")"
	}
	return "\"" + s.Title("en") + "\" (" + string(s) + ")"
}

func nameOf(placeholder string) string { return placeholder[1 : len(placeholder)-1] }
