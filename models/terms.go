package models

import "strings"

// terms are the words for values that programs know by a code, by the parameter
// that carries them. A value without a word is shown as it is.
var terms = map[string]map[string]sentence{
	"kind": objects, "subject": objects, "expected": objects,
	"reason": reasons, "state": states, "decision": decisions,
}

var objects = map[string]sentence{
	"account": {"account", "аккаунт"}, "address": {"address", "адрес"}, "board": {"board", "доска"}, "bulk": {"bulk operation", "массовое действие"},
	"currency": {"currency", "валюта"}, "customer": {"customer", "пользователь"}, "enrollment": {"enrollment", "прохождение"}, "exit": {"exit", "выход"},
	"exit rule": {"exit rule", "правило выхода"}, "grant": {"grant", "разрешение"}, "history_entry": {"history entry", "запись истории"}, "item": {"item", "позиция"},
	"letter": {"letter", "письмо"}, "offer": {"offer", "предложение"}, "order": {"order", "заказ"}, "payment": {"payment", "платёж"},
	"payment_link": {"payment link", "ссылка на оплату"}, "process": {"process", "процесс"}, "product": {"product", "продукт"}, "purchase": {"purchase", "покупка"},
	"refusal_reason": {"refusal reason", "причина отказа"}, "revision": {"revision", "версия процесса"}, "segment": {"segment", "сегмент"},
	"session": {"payment session", "платёжная сессия"}, "settings": {"settings", "настройки"}, "staff": {"staff member", "сотрудник"}, "stage": {"stage", "этап"},
	"template": {"letter template", "шаблон письма"}, "test payment": {"test payment", "тестовый платёж"}, "token": {"token", "токен"},
}

// reasons are why something is not done: states of payments and of the payment link, and what forbids a move.
var reasons = map[string]sentence{
	PaymentInFlight: {"it is under way", "он ещё идёт"}, PaymentAccepted: {"it is accepted", "он уже принят"}, PaymentFailed: {"it failed", "он не прошёл"},
	PaymentVoided: {"it is voided already", "он уже аннулирован"}, PaymentMoved: {"it was moved to the deposit", "он перенесён на депозит"},
	PaymentRefunded: {"it was given back", "он возвращён"},
	"same_order":    {"it is in this order already", "он уже в этом заказе"}, "another_customer": {"the order is another customer's", "заказ другого пользователя"},
	"another_currency": {"the order is in another currency", "заказ в другой валюте"},
	"gateway_payment":  {"it came through a gateway", "он пришёл через платёжную систему"},
	"paid":             {"it is paid", "он оплачен"}, "deadline_passed": {"its deadline has passed", "срок оплаты прошёл"}, "cancelled": {"it is cancelled", "он отменён"},
	"open": {"it is open", "он открыт"}, "part_asked": {"a part of it is asked for", "запрошена часть"},
}

// states are those of enrollments and bulk operations.
var states = map[string]sentence{
	EnrollmentActive: {"active", "идёт"}, EnrollmentFailed: {"failed", "остановлено ошибкой"}, EnrollmentEnded: {"ended", "закончено"},
	EnrollmentStopped: {"stopped", "прервано"}, BulkRunning: {"running", "выполняется"}, BulkPaused: {"paused", "на паузе"},
	BulkCancelled: {"cancelled", "отменено"}, BulkDone: {"done", "выполнено"}, BulkAwaitingApproval: {"awaiting approval", "ждёт одобрения"},
}

var decisions = map[string]sentence{
	ResolveReopen: {"the order is open again", "заказ открыт снова"}, ResolveDeposit: {"to the deposit", "на депозит"},
	ResolveRefund: {"marked for refund", "к возврату"}, ResolveRefunded: {"given back", "возвращено"}, ResolveDismiss: {"dismissed", "отклонено"},
	ResolvePaid: {"paid", "оплачено"}, ResolveNotPaid: {"not paid", "не оплачено"}, ResolveMoved: {"moved", "перенесено"}, ResolveVoided: {"voided", "аннулировано"},
	ResolveSucceeded: {"the gateway took it", "платёж прошёл"}, ResolveFailed: {"it failed", "платёж не прошёл"},
}

// word is the value of a parameter as people know it.
func word(name, value, lang string) string {
	if term, known := terms[name][value]; known {
		return term.in(lang)
	}
	if status, ok := strings.CutPrefix(value, "order_"); ok && name == "reason" && Status(status).Valid() {
		return sentence{"that order is ", "тот заказ — "}.in(lang) + filler{lang: lang}.status(Status(status))
	}
	return value
}
