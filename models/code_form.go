package models

import "regexp"

// CodeForm is what the codes of one kind look like. One that does not answers
// CodeInvalidCode with the form's name, from which its text tells the rule.
type CodeForm struct {
	Name    string
	pattern *regexp.Regexp
}

// The forms of codes that people choose.
var (
	// OfferCode is how offers are named in links, files and rules: "yoga-2026".
	OfferCode = CodeForm{"offer_code", regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$`)}
	// TemplateCode is how letter templates are named: "payment_thanks".
	TemplateCode = CodeForm{"template_code", regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)}
	// EventName is what names of custom events, and the words that they carry, look like: "test_passed" (PRC-2).
	EventName = CodeForm{"event_name", regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,63}$`)}
)

// Fits reports whether the code has the form.
func (f CodeForm) Fits(code string) bool { return f.pattern.MatchString(code) }

// codeForms are the rules in words; the signs stand there as they are typed.
var codeForms = map[string]sentence{
	OfferCode.Name:    {"letters, digits and the signs . _ -, beginning with a letter or digit", "буквы, цифры и знаки . _ -, первая — буква или цифра"},
	TemplateCode.Name: {"small Latin letters, digits and _, beginning with a letter", "строчные латинские буквы, цифры и _, первая — буква"},
	EventName.Name:    {"letters, digits and the signs . _ : / -, beginning with a letter or digit", "буквы, цифры и знаки . _ : / -, первая — буква или цифра"},
}
