package mail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Tags are those of Liquid that a template may use.
func Tags() []string { return slices.Clone(allowedTags) }

// Filters are those that a template may use; the last one of ours is not for authors.
func Filters() []string { return slices.Clone(allowedFilters[:len(allowedFilters)-1]) }

// Describe lists the variables of the set, as who writes a template reads them:
// with a title, and an example from an imagined order, in the language.
func Describe(set VariableSet, lang string) []models.TemplateVariable {
	var list []models.TemplateVariable
	of := imagined(lang)
	for _, v := range Variables {
		if !set[v.root()] {
			continue
		}
		title := v.En
		if lang == "ru" {
			title = v.Ru
		}
		list = append(list, models.TemplateVariable{Name: v.Name, Title: title, Example: of.example(v), List: v.list != nil})
	}
	return list
}

// example is how a letter shows the variable; "" of a list.
func (b Bindings) example(v Variable) string {
	switch {
	case v.list != nil:
		return ""
	case v.member == nil:
		return fmt.Sprint(v.value(b))
	case strings.HasPrefix(v.Name, "order.items[]"):
		return fmt.Sprint(v.member(b, b.Order.Items[0]))
	default:
		return fmt.Sprint(v.member(b, b.Order.Purchases[0]))
	}
}

// imagined is an order paid in part, with everything that a letter may speak of.
func imagined(lang string) Bindings {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	words := map[string][]string{
		"ru": {"Школа йоги", "Анна Иванова", "Йога для начинающих", "Войдите по своей почте.", "Ольга"},
		"en": {"Yoga School", "Anna Brown", "Yoga for beginners", "Log in with your e-mail.", "Olga"},
	}[lang]
	purchase := Purchase{Title: words[2], Instructions: words[3], Link: "https://school.example/purchase/…", StartsAt: at, EndsAt: at.AddDate(0, 6, 0)}
	return Bindings{
		Lang: lang, Account: Account{words[0], "https://school.example"}, Customer: Customer{words[1], "anna@example.com", "+7 900 000-00-00"},
		Order: &Order{
			Number: 1042, Currency: "RUB", Status: models.StatusPartPayed, Cost: 990_000, Discount: 100_000, Paid: 250_000, Left: 740_000,
			PaymentLink: "https://school.example/pay/…", CreatedAt: at, Deadline: at.AddDate(0, 0, 3),
			Items: []Item{{Title: words[2], Quantity: 1, Price: 990_000, Sum: 990_000}}, Purchases: []Purchase{purchase},
		},
		Payment: &Payment{Amount: 250_000, Currency: "RUB", At: at}, Purchase: &purchase,
		Staff: &Staff{Name: words[4], Email: "olga@school.example", Link: "https://school.example/invite/…", Until: at},
	}
}
