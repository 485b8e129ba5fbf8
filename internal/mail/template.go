package mail

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/osteele/liquid"

	"github.com/orderflow/orderflow/models"
)

// Bounds of a template's source and of what it may grow to, in bytes.
const (
	MaxSource  = 256 << 10
	maxMessage = 2 << 20
)

// Source is a template as its author wrote it, in Liquid: {{ order.number }},
// {% if %}, {% unless %}, {% case %}, {% for %}, {% assign %}. What the
// variables hold is escaped in HTML by itself.
type Source struct {
	Subject, HTML, Text string
}

// Message is one rendered letter.
type Message struct {
	Subject, HTML, Text string
}

// Template is a checked template, ready to render many letters; safe for concurrent use.
type Template struct {
	subject, html, text *liquid.Template
	variables           VariableSet
}

// Check says what is wrong with a template that may use the given variables: an
// unknown variable, filter or tag, broken syntax, a missing part (MAIL-3). The
// paths are "subject", "html" and "text"; nil means that it can be saved.
func Check(source Source, variables VariableSet) []models.FieldError {
	_, faults := compile(source, variables)
	if !models.SingleLine(source.Subject) {
		faults = append(faults, models.Field("subject", models.CodeControlCharacter))
	}
	return faults
}

// Compile checks a template and prepares it; the error carries the faults of Check.
func Compile(source Source, variables VariableSet) (*Template, error) {
	template, faults := compile(source, variables)
	if len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	return template, nil
}

// Render makes one letter of a template. Naming what the bindings do not hold
// is an error (MAIL-3); use Compile to render many.
func Render(source Source, bindings Bindings) (Message, error) {
	template, err := Compile(source, bindings.variables())
	if err != nil {
		return Message{}, err
	}
	return template.Render(bindings)
}

// Render makes one letter. It fails when the bindings lack a root that the
// template was compiled with, and when the letter grows beyond reason.
func (t *Template) Render(bindings Bindings) (Message, error) {
	have := bindings.variables()
	for root, wanted := range t.variables {
		if wanted && !have[root] {
			return Message{}, models.NewFieldError("", models.CodeUnknownVariable, "variable", root)
		}
	}
	var message Message
	values := bindings.tree()
	for _, part := range []struct {
		path     string
		template *liquid.Template
		into     *string
	}{
		{"subject", t.subject, &message.Subject}, {"html", t.html, &message.HTML}, {"text", t.text, &message.Text},
	} {
		text, err := run(part.template, values)
		if err != nil {
			return Message{}, renderFault(part.path, err)
		}
		*part.into = text
	}
	message.Subject = oneLine(message.Subject)
	message.Text = strings.TrimSpace(blankLines.ReplaceAllString(message.Text, "\n\n")) + "\n"
	return message, nil
}

// renderFault keeps the line only: the engine's words may quote a customer's data (PRIV-1).
func renderFault(path string, err error) error {
	var located liquid.SourceError
	if errors.As(err, &located) {
		return models.NewFieldError(path, models.CodeTemplateSyntax, "line", located.LineNumber())
	}
	return models.NewFieldError(path, models.CodeTemplateSyntax)
}

func compile(source Source, variables VariableSet) (*Template, []models.FieldError) {
	var faults []models.FieldError
	template := &Template{variables: variables}
	for _, part := range []struct {
		path, source string
		engine       *liquid.Engine
		into         **liquid.Template
	}{
		{"subject", source.Subject, plain, &template.subject},
		{"html", escapeObjects(source.HTML), escaping, &template.html},
		{"text", source.Text, plain, &template.text},
	} {
		found := checkPart(part.path, part.source, variables)
		if len(found) == 0 {
			parsed, err := parse(part.engine, part.source)
			*part.into = parsed
			found = append(found, syntaxFaults(part.path, err)...)
		}
		faults = append(faults, found...)
	}
	return template, faults
}

func syntaxFaults(path string, err error) []models.FieldError {
	if err == nil {
		return nil
	}
	var located liquid.SourceError
	if errors.As(err, &located) && located.Cause() != nil {
		return []models.FieldError{models.Field(path, models.CodeTemplateSyntax, "reason", located.Cause().Error(), "line", located.LineNumber())}
	}
	return []models.FieldError{models.Field(path, models.CodeTemplateSyntax, "reason", err.Error())}
}

// blankLines are what tags leave behind in a text.
var blankLines = regexp.MustCompile(`\n[ \t]*\n[ \t\n]*\n`)

// The two engines differ in one filter, which escapeObjects puts behind every variable of the HTML part.
var (
	plain    = engine(func(v any) any { return v })
	escaping = engine(escaped)
)

const escapeFilter = "orderflow_escape"

func engine(escape func(any) any) *liquid.Engine {
	e := liquid.NewEngine()
	e.RegisterFilter(escapeFilter, escape)
	// An author used to other systems escapes by hand; once is enough.
	same := func(v any) any { return v }
	e.RegisterFilter("escape", same)
	e.RegisterFilter("escape_once", same)
	return e
}

func escaped(value any) any {
	if value == nil {
		return nil
	}
	return html.EscapeString(fmt.Sprint(value))
}

// parse guards against the engine's own panics on odd input.
func parse(e *liquid.Engine, source string) (template *liquid.Template, err error) {
	defer recovered(&err)
	template, fault := e.ParseTemplateLocation([]byte(source), "", 1)
	if fault != nil {
		return nil, fault
	}
	return template, nil
}

func run(template *liquid.Template, values map[string]any) (text string, err error) {
	defer recovered(&err)
	var out bounded
	if fault := template.FRender(&out, values); fault != nil {
		return "", fault
	}
	return out.String(), nil
}

func recovered(err *error) {
	if caught := recover(); caught != nil {
		*err = fmt.Errorf("template engine: %v", caught)
	}
}

// bounded stops a template that grows without end.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxMessage {
		return 0, fmt.Errorf("the letter is longer than %d bytes", maxMessage)
	}
	return b.Buffer.Write(p)
}

// oneLine makes a header value of any text: no line break can begin another header.
func oneLine(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(clean), " ")
}
