package mail

import (
	"slices"
	"strings"

	"github.com/orderflow/orderflow/models"
)

// VariableSet says which roots ("order", "customer", …) a template may use.
type VariableSet map[string]bool

// VariablesFor gives the roots that a letter about a subject always has.
func VariablesFor(subject models.SubjectKind) VariableSet {
	set := VariableSet{"account": true, "customer": true}
	switch subject {
	case models.SubjectOrder:
		set["order"] = true
	case models.SubjectPayment:
		set["order"], set["payment"] = true, true
	case models.SubjectPurchase:
		set["order"], set["purchase"] = true, true
	default:
	}
	return set
}

// Names lists every variable of the set, sorted, loops as "order.items[].title".
func (s VariableSet) Names() []string {
	var names []string
	for _, v := range Variables {
		if s[v.root()] {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Variable is one thing that a template may write.
type Variable struct {
	// Name is "order.number"; inside a loop "order.items[].title".
	Name string
	// En and Ru say what it is, to whoever writes a template.
	En, Ru string
	value  func(Bindings) any
	list   func(Bindings) []any    // of a loop
	member func(Bindings, any) any // of a loop's element
}

func (v Variable) root() string { return strings.SplitN(v.Name, ".", 2)[0] }

// Variables is every variable of every letter (MAIL-3). The checker, the
// renderer and the documentation read this one table.
var Variables = []Variable{
	{Name: "account.name", En: "the school's name", Ru: "название школы", value: func(b Bindings) any { return b.Account.Name }},
	{Name: "account.link", En: "the school's site", Ru: "сайт школы", value: func(b Bindings) any { return b.Account.Link }},

	{Name: "customer.name", En: "name", Ru: "имя", value: func(b Bindings) any { return b.Customer.Name }},
	{Name: "customer.email", En: "e-mail", Ru: "электронная почта", value: func(b Bindings) any { return b.Customer.Email }},
	{Name: "customer.phone", En: "phone", Ru: "телефон", value: func(b Bindings) any { return b.Customer.Phone }},

	{Name: "staff.name", En: "name", Ru: "имя", value: func(b Bindings) any { return b.Staff.Name }},
	{Name: "staff.email", En: "e-mail", Ru: "электронная почта", value: func(b Bindings) any { return b.Staff.Email }},
	{Name: "staff.link", En: "link to set a password", Ru: "ссылка, чтобы задать пароль", value: func(b Bindings) any { return b.Staff.Link }},
	{Name: "staff.until", En: "when the link ends", Ru: "до какого времени действует ссылка", value: func(b Bindings) any { return b.moment(b.Staff.Until) }},

	{Name: "order.number", En: "number", Ru: "номер", value: func(b Bindings) any { return b.Order.Number }},
	{Name: "order.status", En: "status, in words", Ru: "статус словами", value: func(b Bindings) any { return b.Order.Status.Title(b.Lang) }},
	{Name: "order.cost", En: "cost", Ru: "стоимость", value: func(b Bindings) any { return b.money(b.Order.Cost) }},
	{Name: "order.discount", En: "discount, if any", Ru: "скидка, если есть", value: func(b Bindings) any { return b.moneyIfAny(b.Order.Discount) }},
	{Name: "order.paid", En: "paid so far, if anything", Ru: "уже оплачено, если оплачено", value: func(b Bindings) any { return b.moneyIfAny(b.Order.Paid) }},
	{Name: "order.left", En: "left to pay", Ru: "осталось оплатить", value: func(b Bindings) any { return b.money(b.Order.Left) }},
	{Name: "order.rest", En: "left to pay, if anything", Ru: "остаток, если он есть", value: func(b Bindings) any { return b.moneyIfAny(b.Order.Left) }},
	{Name: "order.asked", En: "the sum asked for: a part, or all that is left", Ru: "запрошенная сумма: часть или весь остаток", value: asked},
	{Name: "order.payment_link", En: "payment link", Ru: "ссылка на оплату", value: func(b Bindings) any { return b.Order.PaymentLink }},
	{Name: "order.created", En: "when it was created", Ru: "когда создан", value: func(b Bindings) any { return b.moment(b.Order.CreatedAt) }},
	{Name: "order.deadline", En: "payment deadline, if any", Ru: "срок оплаты, если есть", value: func(b Bindings) any { return b.moment(b.Order.Deadline) }},
	{Name: "order.items", En: "items, for a loop", Ru: "позиции, для цикла", list: func(b Bindings) []any { return anys(b.Order.Items) }},
	{Name: "order.items[].title", En: "item's title", Ru: "название позиции", member: func(_ Bindings, e any) any { return e.(Item).Title }},
	{Name: "order.items[].quantity", En: "item's quantity", Ru: "количество", member: func(_ Bindings, e any) any { return e.(Item).Quantity }},
	{Name: "order.items[].price", En: "price of one", Ru: "цена за единицу", member: func(b Bindings, e any) any { return b.money(e.(Item).Price) }},
	{Name: "order.items[].sum", En: "price of all", Ru: "сумма", member: func(b Bindings, e any) any { return b.money(e.(Item).Sum) }},
	{Name: "order.purchases", En: "what the order opens, for a loop", Ru: "покупки заказа, для цикла", list: func(b Bindings) []any { return anys(b.Order.Purchases) }},
	{Name: "order.purchases[].title", En: "title", Ru: "название", member: func(_ Bindings, e any) any { return e.(Purchase).Title }},
	{Name: "order.purchases[].instructions", En: "instructions", Ru: "инструкция", member: func(_ Bindings, e any) any { return e.(Purchase).Instructions }},
	{Name: "order.purchases[].link", En: "link, while the purchase is active", Ru: "ссылка, пока покупка активна", member: func(_ Bindings, e any) any { return e.(Purchase).Link }},
	{Name: "order.purchases[].starts", En: "start, if later", Ru: "начало, если позже", member: func(b Bindings, e any) any { return b.day(e.(Purchase).StartsAt) }},
	{Name: "order.purchases[].ends", En: "end, if any", Ru: "конец, если есть", member: func(b Bindings, e any) any { return b.day(e.(Purchase).EndsAt) }},

	{Name: "payment.amount", En: "sum received", Ru: "полученная сумма", value: func(b Bindings) any {
		return models.MoneyText(b.Payment.Amount, b.Payment.Currency, b.Lang)
	}},
	{Name: "payment.date", En: "when it arrived", Ru: "когда получена", value: func(b Bindings) any { return b.moment(b.Payment.At) }},

	{Name: "purchase.title", En: "title", Ru: "название", value: func(b Bindings) any { return b.Purchase.Title }},
	{Name: "purchase.instructions", En: "instructions", Ru: "инструкция", value: func(b Bindings) any { return b.Purchase.Instructions }},
	{Name: "purchase.link", En: "link, while the purchase is active", Ru: "ссылка, пока покупка активна", value: func(b Bindings) any { return b.Purchase.Link }},
	{Name: "purchase.starts", En: "start, if later", Ru: "начало, если позже", value: func(b Bindings) any { return b.day(b.Purchase.StartsAt) }},
	{Name: "purchase.ends", En: "end, if any", Ru: "конец, если есть", value: func(b Bindings) any { return b.day(b.Purchase.EndsAt) }},
}
