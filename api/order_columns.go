package api

import (
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

type orderValue = func(*sheet, *services.OrderRow) string

// orderColumns are what a file of orders can hold, in the order of services.OrderColumns.
var orderColumns = []orderColumn{
	{name: "number", en: "Number", ru: "Номер", value: func(_ *sheet, o *services.OrderRow) string { return itoa(o.Number) }},
	{name: "created_at", en: "Created", ru: "Создан", value: moments(func(o *services.OrderRow) *time.Time { return &o.CreatedAt })},
	{name: "customer", en: "Customer", ru: "Пользователь", text: func(_ *sheet, o *services.OrderRow) string { return o.Customer.Name }},
	{name: "customer_email", en: "E-mail", ru: "Эл. почта", text: func(_ *sheet, o *services.OrderRow) string { return o.Customer.Email }},
	{name: "customer_phone", en: "Phone", ru: "Телефон", text: func(_ *sheet, o *services.OrderRow) string { return o.Customer.Phone }},
	{name: "items", en: "Items", ru: "Состав", text: func(_ *sheet, o *services.OrderRow) string { return strings.Join(o.ItemTitles, ", ") }},
	{name: "cost", en: "Cost", ru: "Стоимость", value: sums(func(o *services.OrderRow) int64 { return o.Cost })},
	{name: "paid", en: "Paid", ru: "Оплачено", value: sums(func(o *services.OrderRow) int64 { return o.Paid })},
	{name: "left", en: "Left to pay", ru: "Осталось оплатить", value: sums(func(o *services.OrderRow) int64 { return o.Left() })},
	{name: "currency", en: "Currency", ru: "Валюта", value: func(_ *sheet, o *services.OrderRow) string { return string(o.Currency) }},
	{name: "status", en: "Status", ru: "Статус", value: func(s *sheet, o *services.OrderRow) string { return o.Status.Title(s.language) }},
	{name: "board", en: "Board", ru: "Доска", text: func(_ *sheet, o *services.OrderRow) string { return o.BoardTitle }},
	{name: "stage", en: "Stage", ru: "Этап", text: func(_ *sheet, o *services.OrderRow) string { return o.Stage.Title }},
	{name: "manager", en: "Manager", ru: "Менеджер", text: func(_ *sheet, o *services.OrderRow) string { return o.ManagerName }},
	{name: "tags", en: "Tags", ru: "Теги", text: func(_ *sheet, o *services.OrderRow) string { return strings.Join(o.Tags, ", ") }},
	{name: "source", en: "Source", ru: "Источник", text: func(_ *sheet, o *services.OrderRow) string { return o.Source }},
	{name: "created_via", en: "Created by way of", ru: "Способ создания", value: viaWords},
	{name: "refusal_reason", en: "Refusal reason", ru: "Причина отказа", text: func(_ *sheet, o *services.OrderRow) string { return o.RefusalReason }},
	{name: "cancel_comment", en: "Comment on the cancellation", ru: "Комментарий к отмене", text: func(_ *sheet, o *services.OrderRow) string { return o.CancelComment }},
	{name: "payment_deadline", en: "Pay until", ru: "Оплатить до", value: moments(func(o *services.OrderRow) *time.Time { return o.PaymentDeadline })},
	{name: "updated_at", en: "Changed", ru: "Изменён", value: moments(func(o *services.OrderRow) *time.Time { return &o.UpdatedAt })},
	{name: "status_changed_at", en: "Status changed", ru: "Статус изменён", value: moments(func(o *services.OrderRow) *time.Time { return &o.StatusChangedAt })},
	{name: "paid_at", en: "Paid on", ru: "Дата оплаты", value: moments(func(o *services.OrderRow) *time.Time { return o.PaidAt })},
	{name: "completed_at", en: "Completed", ru: "Завершён", value: moments(func(o *services.OrderRow) *time.Time { return o.CompletedAt })},
	{name: "foreign_number", en: "Number in another system", ru: "Внешний номер", text: foreignNumber},
	{name: "id", en: "ID", ru: "ID", value: func(_ *sheet, o *services.OrderRow) string { return itoa(o.ID) }},
	{name: "list_cost", en: "Cost before discounts", ru: "Стоимость без скидки", value: sums(func(o *services.OrderRow) int64 { return o.ListCost })},
	{name: "discount", en: "Discount", ru: "Скидка", value: sums(func(o *services.OrderRow) int64 { return o.Discount() })},
	{name: "next_action_at", en: "Next automatic action", ru: "Следующее автоматическое действие", value: moments(func(o *services.OrderRow) *time.Time { return o.NextAction })},
	{name: "open_decision", en: "Money to decide", ru: "Деньги к решению", value: openDecision},
}

// moments writes a time in the account's zone as spreadsheets read it.
func moments(of func(*services.OrderRow) *time.Time) orderValue {
	return func(s *sheet, o *services.OrderRow) string {
		at := of(o)
		if at == nil {
			return ""
		}
		return at.In(s.zone).Format("2006-01-02 15:04:05")
	}
}

// sums writes an amount as a decimal of the order's currency.
func sums(of func(*services.OrderRow) int64) orderValue {
	return func(s *sheet, o *services.OrderRow) string {
		text := models.FormatAmount(of(o), o.Currency)
		if s.comma {
			return strings.Replace(text, ".", ",", 1)
		}
		return text
	}
}

func foreignNumber(_ *sheet, o *services.OrderRow) string {
	if o.ForeignNumber == nil {
		return ""
	}
	return *o.ForeignNumber
}

func openDecision(s *sheet, o *services.OrderRow) string {
	if o.OpenDecision {
		return pickWord(s.language, "yes", "да")
	}
	return ""
}

// vias are the ways of creation in words.
var vias = map[string][2]string{
	models.ViaManual: {"by hand", "вручную"}, models.ViaBulk: {"in bulk", "массово"}, models.ViaProcess: {"by a process", "процессом"},
	models.ViaAPI: {"by API", "по API"}, models.ViaLink: {"by a link", "по ссылке"}, models.ViaPage: {"on a sales page", "на странице продаж"},
}

func viaWords(s *sheet, o *services.OrderRow) string {
	words, known := vias[o.CreatedVia]
	if !known {
		return o.CreatedVia
	}
	return pickWord(s.language, words[0], words[1])
}
