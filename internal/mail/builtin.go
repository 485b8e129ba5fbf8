package mail

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/orderflow/orderflow/models"
)

//go:embed templates
var files embed.FS

// Builtin is one of the templates that every school starts with (MAIL-1). All
// are about the customer's own order and thereby of the kind "service" (MAIL-3).
type Builtin struct {
	Code     string // models.TemplateOrderCreated, …
	Language string // "ru" or "en"
	Title    string // what people who work here call it
	Kind     string // models.TemplateService
	Subject  models.SubjectKind
	Source   Source
}

// Builtins gives every built-in template in every language.
func Builtins() []Builtin {
	var all []Builtin
	for _, lang := range []string{"ru", "en"} {
		for _, b := range []Builtin{
			{Code: models.TemplateOrderCreated, Subject: models.SubjectOrder},
			{Code: models.TemplatePaymentLink, Subject: models.SubjectOrder},
			{Code: models.TemplatePaymentReceived, Subject: models.SubjectPayment},
			{Code: models.TemplatePaymentReminder, Subject: models.SubjectOrder},
			{Code: models.TemplatePaymentThanks, Subject: models.SubjectOrder},
		} {
			b.Language, b.Title, b.Kind, b.Source = lang, titles[b.Code][lang], models.TemplateService, load(lang, b.Code, "footer")
			all = append(all, b)
		}
	}
	return all
}

var titles = map[string]map[string]string{
	models.TemplateOrderCreated:    {"ru": "Заказ создан", "en": "Order created"},
	models.TemplatePaymentLink:     {"ru": "Ссылка на оплату", "en": "Payment link"},
	models.TemplatePaymentReceived: {"ru": "Платёж получен", "en": "Payment received"},
	models.TemplatePaymentReminder: {"ru": "Напоминание об оплате", "en": "Payment reminder"},
	models.TemplatePaymentThanks:   {"ru": "Спасибо за оплату", "en": "Thanks for the payment"},
}

// StaffLetters gives the letters to those who work here in every language. They
// carry what opens an account, so that no school edits them.
func StaffLetters() []Builtin {
	var all []Builtin
	for _, lang := range []string{"ru", "en"} {
		for _, code := range []string{models.TemplateStaffInvitation, models.TemplatePasswordReset} {
			all = append(all, Builtin{Code: code, Language: lang, Kind: models.TemplateService, Source: load(lang, code, "staff_footer")})
		}
	}
	return all
}

// part is a piece that letters share, with its own pieces: [[button|address|words]].
var part = regexp.MustCompile(`\[\[([a-z0-9]+)((?:\|[^\[\]]*)*)\]\]`)

// whole puts the shared pieces of templates/parts in, and their words into them.
func whole(text string) string {
	return part.ReplaceAllStringFunc(text, func(found string) string {
		match := part.FindStringSubmatch(found)
		piece := strings.TrimSpace(read("parts/" + match[1] + ".html"))
		for i, words := range strings.Split(match[2], "|")[1:] {
			piece = strings.ReplaceAll(piece, fmt.Sprintf("$%d", i+1), words)
		}
		return whole(piece)
	})
}

// filler keeps mail clients from showing the letter's beginning behind its preheader.
var filler = strings.Repeat("&#847;&zwnj;&nbsp;", 60)

// load joins the files of one template: the text file begins with the subject
// and the line that mail clients show beside it; the HTML file is the content of the layout.
func load(lang, code, footer string) Source {
	head, text, _ := strings.Cut(read(lang+"/"+code+".txt"), "\n\n")
	subject, preheader, _ := strings.Cut(head, "\n")
	page := strings.NewReplacer(
		"LANG", lang,
		"PREHEADER", strings.TrimPrefix(preheader, "Preheader: "),
		"FILLER", filler,
		"CONTENT", strings.TrimSpace(whole(read(lang+"/"+code+".html"))),
		"FOOTER", strings.TrimSpace(read(lang+"/"+footer+".html")),
	).Replace(read("layout.html"))
	return Source{Subject: strings.TrimPrefix(subject, "Subject: "), HTML: page, Text: text}
}

func read(name string) string {
	text, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(fmt.Sprintf("mail: built-in template: %v", err))
	}
	return string(text)
}
