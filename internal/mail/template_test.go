package mail_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/models"
)

var orderVariables = mail.VariablesFor(models.SubjectOrder)

// bindings is an order of two items with everything filled.
func bindings(lang string) mail.Bindings {
	at := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	purchase := mail.Purchase{
		Title: "Йога для начинающих", Instructions: "Первый урок — в понедельник.\nВозьмите коврик.",
		Link: "https://school.example/p/abc", StartsAt: at, EndsAt: at.AddDate(0, 6, 0),
	}
	return mail.Bindings{
		Lang: lang, Location: time.FixedZone("MSK", 3*3600),
		Account:  mail.Account{Name: "Школа «Рассвет»", Link: "https://school.example"},
		Customer: mail.Customer{Name: "Анна", Email: "anna@example.com", Phone: "+7 900 000-00-00"},
		Order: &mail.Order{
			Number: 1042, Currency: "RUB", Status: models.StatusPartPayed, Cost: 1_250_000, Paid: 250_000, Left: 1_000_000,
			PaymentLink: "https://school.example/pay/tok", CreatedAt: at, Deadline: at.AddDate(0, 0, 3),
			Items: []mail.Item{
				{Title: "Йога для начинающих", Quantity: 1, Price: 990_000, Sum: 990_000},
				{Title: "Коврик <плотный> & чехол", Quantity: 2, Price: 130_000, Sum: 260_000},
			},
			Purchases: []mail.Purchase{purchase},
		},
		Payment:  &mail.Payment{Amount: 250_000, Currency: "RUB", At: at},
		Purchase: &purchase,
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		code       models.Code
		param      string
	}{
		{"unknown variable", "{{ order.colour }}", models.CodeUnknownVariable, "order.colour"},
		{"unknown root", "{{ shop.name }}", models.CodeUnknownVariable, "shop.name"},
		{"a bare root", "{{ order }}", models.CodeUnknownVariable, "order"},
		{"a whole list", "{{ order.items }}", models.CodeUnknownVariable, "order.items"},
		{"not of this letter", "{{ payment.amount }}", models.CodeUnknownVariable, "payment.amount"},
		{"inside a branch that is not taken", "{% if false %}{{ order.colour }}{% endif %}", models.CodeUnknownVariable, "order.colour"},
		{"inside a condition", "{% if order.colour == 'red' %}x{% endif %}", models.CodeUnknownVariable, "order.colour"},
		{"inside an else", "{% if true %}a{% else %}{{ customer.nick }}{% endif %}", models.CodeUnknownVariable, "customer.nick"},
		{"inside a filter", "{{ customer.name | default: order.colour }}", models.CodeUnknownVariable, "order.colour"},
		{"a loop over nothing known", "{% for x in order.things %}x{% endfor %}", models.CodeUnknownVariable, "order.things"},
		{"a field of a loop", "{% for x in order.items %}{{ x.colour }}{% endfor %}", models.CodeUnknownVariable, "x.colour"},
		{"a loop's name after the loop", "{% for x in order.items %}{% endfor %}{{ x.title }}", models.CodeUnknownVariable, "x.title"},
		{"an assignment from nothing", "{% assign a = order.colour %}{{ a }}", models.CodeUnknownVariable, "order.colour"},
		{"a name before its assignment", "{{ a }}{% assign a = order.number %}", models.CodeUnknownVariable, "a"},
		{"a case", "{% case order.colour %}{% when 1 %}x{% endcase %}", models.CodeUnknownVariable, "order.colour"},
		{"an index", "{{ order.number[0] }}", models.CodeTemplateSyntax, ""},
		{"a range", "{% for i in (1..9999999) %}x{% endfor %}", models.CodeTemplateSyntax, ""},
		{"reading a file", "{% include '/etc/passwd' %}", models.CodeTemplateSyntax, ""},
		{"unknown filter", "{{ order.number | sparkle }}", models.CodeTemplateSyntax, ""},
		{"unclosed variable", "Hello {{ order.number", models.CodeTemplateSyntax, ""},
		{"unclosed tag", "{% if order.number %}x", models.CodeTemplateSyntax, ""},
		{"a number too long", "{{ 99999999999999999999999 }}", models.CodeTemplateSyntax, ""},
		{"empty", "  ", models.CodeRequired, ""},
		{"huge", strings.Repeat("x", mail.MaxSource+1), models.CodeTooLong, ""},
	} {
		t.Run("MAIL-3/"+c.name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"subject", "html", "text"} {
				source := mail.Source{Subject: "s", HTML: "h", Text: "t"}
				*map[string]*string{"subject": &source.Subject, "html": &source.HTML, "text": &source.Text}[path] = c.text
				faults := mail.Check(source, orderVariables)
				require.NotEmpty(t, faults)
				require.Equal(t, c.code, faults[0].Code, "%s: %s", path, faults[0].Text("en"))
				require.Equal(t, path, faults[0].Path)
				if c.param != "" {
					require.Equal(t, c.param, faults[0].Params["variable"])
				}
			}
		})
	}
}

func TestCheckNamesEveryFaultWithItsLine(t *testing.T) {
	t.Parallel()
	faults := mail.Check(mail.Source{Subject: "{{ a.b }}", HTML: "one\n{{ c.d }}\n\n{{ e.f }}", Text: "ok"}, orderVariables)
	require.Len(t, faults, 3)
	require.Equal(t, 2, faults[1].Params["line"])
	require.Equal(t, 4, faults[2].Params["line"])
	require.Contains(t, faults[2].Text("ru"), "e.f, строка 4")
	require.Contains(t, faults[2].Text("en"), "order.payment_link")
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"{{ order.number }}", "{{- customer.name -}}", "{{ customer.name | default: 'friend' | upcase }}",
		"{% if customer.name and order.deadline %}{{ order.deadline }}{% elsif order.paid %}a{% else %}b{% endif %}",
		"{% for i in order.items reversed limit: 3 %}{{ forloop.index }}. {{ i.title }}{% endfor %}",
		"{% if order.items.size > 1 %}many{% endif %}", "{% if order.purchases %}x{% endif %}",
		"{% assign who = customer.name | strip %}{{ who }}", "{% comment %}{{ nothing.here }}{% endcomment %}x",
		"{% raw %}{{ order.colour }}{% endraw %}", "{% case order.status %}{% when 'New', 'In progress' %}a{% else %}b{% endcase %}",
		"{% unless order.paid %}x{% endunless %}", "50% {off} }} a",
	} {
		t.Run("MAIL-3/"+text, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, mail.Check(mail.Source{Subject: text, HTML: text, Text: text}, orderVariables))
			_, err := mail.Render(mail.Source{Subject: text, HTML: text, Text: text}, bindings("en"))
			require.NoError(t, err)
		})
	}
}

func TestRenderEscapesHTMLOnly(t *testing.T) {
	t.Parallel()
	b := bindings("en")
	b.Customer.Name = `<script>alert("x")</script> & 'Co'`
	for _, expression := range []string{
		"{{ customer.name }}", "{{- customer.name -}}", "{{ customer.name | escape }}", "{{ customer.name | upcase | downcase }}",
		"{% assign n = customer.name %}{{ n }}", "{{ customer.nobody | default: customer.name }}", "{{\n  customer.name\n}}",
	} {
		source := mail.Source{Subject: "x", HTML: "<b>" + expression + "</b>", Text: "{{ customer.name }}"}
		if strings.Contains(expression, "nobody") {
			require.NotEmpty(t, mail.Check(source, orderVariables))
			continue
		}
		message, err := mail.Render(source, b)
		require.NoError(t, err)
		require.NotContains(t, message.HTML, "<script", expression)
		require.Contains(t, message.HTML, "&lt;script&gt;", expression)
		require.NotContains(t, message.HTML, "&amp;amp;", expression)
		require.Equal(t, b.Customer.Name+"\n", message.Text)
	}
}

func TestRenderKeepsTheSubjectOnOneLine(t *testing.T) {
	t.Parallel()
	b := bindings("en")
	b.Customer.Name = "Anna\r\nBcc: thief@example.com"
	message, err := mail.Render(mail.Source{Subject: "Hi\n{{ customer.name }}", HTML: "h", Text: "t"}, b)
	require.NoError(t, err)
	require.Equal(t, "Hi Anna Bcc: thief@example.com", message.Subject)
}

func TestRenderRefusesWhatTheBindingsLack(t *testing.T) {
	t.Parallel()
	template, err := mail.Compile(mail.Source{Subject: "s", HTML: "h", Text: "{{ order.number }}"}, orderVariables)
	require.NoError(t, err)
	b := bindings("en")
	b.Order = nil
	_, err = template.Render(b)
	require.True(t, models.IsCode(err, models.CodeUnknownVariable), "MAIL-3: never an empty string in a letter")
	_, err = mail.Render(mail.Source{Subject: "s", HTML: "h", Text: "{{ order.number }}"}, b)
	require.True(t, models.IsCode(err, models.CodeUnknownVariable))
}

func TestRenderStopsAnEndlessLetter(t *testing.T) {
	t.Parallel()
	b := bindings("en")
	for range 98 {
		b.Order.Items = append(b.Order.Items, b.Order.Items[0])
	}
	text := strings.Repeat("{% for a in order.items %}", 3) + strings.Repeat("x", 100) + strings.Repeat("{% endfor %}", 3)
	_, err := mail.Render(mail.Source{Subject: "s", HTML: "h", Text: text}, b)
	require.True(t, models.IsCode(err, models.CodeTemplateSyntax), "got %v", err)
}

func TestEveryVariableHasAValue(t *testing.T) {
	t.Parallel()
	b := bindings("ru")
	b.Order.Discount = 100
	toStaff := mail.Bindings{
		Lang: "ru", Account: b.Account, Staff: &mail.Staff{Name: "Ольга", Email: "olga@school.example", Link: "https://school.example/invite/x", Until: b.Order.CreatedAt},
	}
	all := mail.VariableSet{"account": true, "customer": true, "order": true, "payment": true, "purchase": true, "staff": true}
	require.Len(t, all.Names(), len(mail.Variables))
	for _, v := range mail.Variables {
		t.Run("MAIL-3/"+v.Name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, v.En)
			require.NotEmpty(t, v.Ru)
			of := b
			if strings.HasPrefix(v.Name, "staff.") {
				of = toStaff
			}
			message, err := mail.Render(mail.Source{Subject: "s", HTML: "h", Text: use(v.Name)}, of)
			require.NoError(t, err)
			require.NotEmpty(t, strings.TrimSpace(message.Text))
		})
	}
}

// use writes a template that shows one variable.
func use(name string) string {
	if list, field, inside := strings.Cut(name, "[]."); inside {
		return "{% for x in " + list + " %}{{ x." + field + " }}{% endfor %}"
	}
	if strings.HasSuffix(name, "items") || strings.HasSuffix(name, "purchases") {
		return "{{ " + name + ".size }}"
	}
	return "{{ " + name + " }}"
}

func TestMoneyAndDatesFollowTheLanguage(t *testing.T) {
	t.Parallel()
	source := mail.Source{Subject: "s", HTML: "h", Text: "{{ order.left }} {{ order.asked }} {{ order.deadline }} {{ order.status }}"}
	ru, err := mail.Render(source, bindings("ru"))
	require.NoError(t, err)
	require.Equal(t, "10 000 ₽ 10 000 ₽ 4 марта 2026, 12:30 Частично оплачен\n", strings.ReplaceAll(ru.Text, "\u00a0", " "))
	b := bindings("en")
	b.Order.Asked = 50_000
	en, err := mail.Render(source, b)
	require.NoError(t, err)
	require.Equal(t, "₽10,000.00 ₽500.00 4 March 2026, 12:30 Partially paid\n", en.Text)
}

// The letters that open an account hold its link in both parts, and no letter to a
// customer can be made to.
func TestStaffLetters(t *testing.T) {
	t.Parallel()
	letters := mail.StaffLetters()
	require.Len(t, letters, 4)
	for _, b := range letters {
		t.Run(b.Language+"/"+b.Code, func(t *testing.T) {
			t.Parallel()
			of := mail.Bindings{
				Lang: b.Language, Location: time.FixedZone("MSK", 3*3600), Account: mail.Account{Name: "Школа <Рассвет>", Link: "https://school.example"},
				Staff: &mail.Staff{
					Name: "Olga <b>", Email: "olga@school.example", Link: "https://school.example/invite/abc", Until: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
				},
			}
			require.Empty(t, mail.Check(b.Source, mail.VariableSet{"account": true, "staff": true}))
			message, err := mail.Render(b.Source, of)
			require.NoError(t, err)
			for _, part := range []string{message.HTML, message.Text} {
				require.Contains(t, part, of.Staff.Link)
				require.Contains(t, part, "12:30")
				require.NotRegexp(t, `PREHEADER|FILLER|CONTENT|FOOTER|Subject:|Preheader:|{{|\[\[|\$[0-9]\b`, part)
			}
			require.Contains(t, message.HTML, "Olga &lt;b&gt;")
			require.NotEmpty(t, message.Subject)
			require.NotContains(t, message.Subject+message.Text, of.Account.Link+"/pay")
		})
	}
	faults := mail.Check(mail.Source{Subject: "s", HTML: "{{ staff.link }}", Text: "t"}, orderVariables)
	require.Len(t, faults, 1)
	require.Equal(t, models.CodeUnknownVariable, faults[0].Code)
}

func TestBuiltins(t *testing.T) {
	t.Parallel()
	builtins := mail.Builtins()
	require.Len(t, builtins, 10)
	for _, b := range builtins {
		t.Run("MAIL-1/"+b.Language+"/"+b.Code, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, models.TemplateService, b.Kind)
			require.Empty(t, mail.Check(b.Source, mail.VariablesFor(b.Subject)))
			message, err := mail.Render(b.Source, bindings(b.Language))
			require.NoError(t, err)
			require.Contains(t, message.Subject, "1042")
			for _, part := range []string{message.HTML, message.Text} {
				require.Contains(t, part, wantedLink(b.Code))
				require.NotContains(t, part, "{{")
				require.NotRegexp(t, `PREHEADER|FILLER|CONTENT|FOOTER|Subject:|Preheader:|\[\[`, part)
			}
			require.Contains(t, message.HTML, `lang="`+b.Language+`"`)
			require.NotRegexp(t, `\n\n\n`, message.Text)
		})
	}
}

// wantedLink: before payment the letter leads to the payment page, afterwards to what was bought.
func wantedLink(code string) string {
	if code == models.TemplatePaymentReceived || code == models.TemplatePaymentThanks {
		return "https://school.example/p/abc"
	}
	return "https://school.example/pay/tok"
}

func TestCheckNeverPanics(t *testing.T) {
	t.Parallel()
	pieces := []string{"{{", "}}", "{%", "%}", " order.number ", "if", " endif ", "for x in order.items", "endfor", "|", "(", ")", "'", "\"", "[0]", "\n", "raw", "endraw", "-", "..", "9", "= ", "assign a", "x.title", "case", "when", ";"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 15).Draw(t, "pieces"), "")
		source := mail.Source{Subject: "s" + text, HTML: text, Text: text}
		if len(mail.Check(source, orderVariables)) == 0 {
			_, _ = mail.Render(source, bindings("en"))
		}
		_, err := json.Marshal(mail.Check(source, orderVariables))
		require.NoError(t, err)
	})
}
