package models

import "strings"

// terms are the words for values that programs know by a code, by the parameter
// that carries them. A value without a word is shown as it is.
var terms = map[string][]map[string]sentence{
	"kind": {objects}, "subject": {objects}, "expected": {objects, forms},
	"reason": {reasons, breaks}, "state": {states}, "decision": {decisions}, "right": {rights}, "form": {codeForms},
}

var objects = map[string]sentence{
	"account": {"account", "аккаунт"}, "address": {"address", "адрес"}, "board": {"board", "доска"}, "bulk": {"bulk operation", "массовое действие"},
	"currency": {"currency", "валюта"}, "customer": {"customer", "пользователь"}, "enrollment": {"enrollment", "прохождение"}, "exit": {"exit", "выход"},
	"exit rule": {"exit rule", "правило выхода"}, "grant": {"grant", "разрешение"}, "history_entry": {"history entry", "запись истории"}, "item": {"item", "позиция"},
	"letter": {"letter", "письмо"}, "offer": {"offer", "предложение"}, "order": {"order", "заказ"}, "order_view": {"view of the order list", "вид списка заказов"}, "payment": {"payment", "платёж"},
	"payment_link": {"payment link", "ссылка на оплату"}, "process": {"process", "процесс"}, "product": {"product", "продукт"}, "purchase": {"purchase", "покупка"},
	"sales_page": {"sales page", "страница продаж"}, "consent": {"consent", "согласие"}, "demo": {"demo school", "демо-школа"}, "refusal_reason": {"refusal reason", "причина отказа"}, "refusal reason": {"refusal reason", "причина отказа"}, "revision": {"revision", "версия процесса"}, "segment": {"segment", "сегмент"},
	"session": {"payment session", "платёжная сессия"}, "settings": {"settings", "настройки"}, "staff": {"staff member", "сотрудник"}, "stage": {"stage", "этап"},
	"login_session": {"session", "сеанс"}, "note": {"note", "заметка"}, "template": {"letter template", "шаблон письма"}, "test payment": {"test payment", "тестовый платёж"}, "token": {"token", "токен"},
}

// forms are what a value should be where it is of the wrong type.
var forms = map[string]sentence{
	"string": {"text", "текст"}, "text": {"text", "текст"}, "a code, a whole number, true or false": {"a code, a whole number, true or false", "код, целое число, true или false"},
	"text, a whole number, true or false": {"text, a whole number, true or false", "текст, целое число, true или false"},
	"text without zero characters":        {"text without zero characters", "текст без нулевых символов"},
	"UTF-8 text without U+0000":           {"UTF-8 text without U+0000", "текст в UTF-8 без U+0000"},
	"integer":                             {"a whole number", "целое число"}, "a whole number": {"a whole number", "целое число"},
	"boolean": {"true or false", "true или false"}, "true or false": {"true or false", "true или false"},
	"object": {"an object", "объект"}, "an object": {"an object", "объект"}, "a rule": {"a rule", "правило"},
	"array": {"a list", "список"}, "a list": {"a list", "список"}, "one value": {"one value", "одно значение"},
	"two values: from, to": {"two values: from, to", "два значения: от и до"},
	"RFC 3339 time":        {"a time by RFC 3339", "время по RFC 3339"}, "a time by RFC 3339": {"a time by RFC 3339", "время по RFC 3339"},
	"a day such as 2026-03-01": {"a day such as 2026-03-01", "день, например 2026-03-01"},
	"up to 64 Latin letters, digits, _ . - beginning with a letter or digit": {
		"up to 64 Latin letters, digits, _ . - beginning with a letter or digit", "до 64 латинских букв, цифр и знаков _ . -, первая — буква или цифра",
	},
}

// breaks are why a document cannot be read at all. What a parser says in its own words stays as it is.
var breaks = map[string]sentence{
	"it ends too early": {"it ends too early", "он обрывается"}, "it did not arrive whole": {"it did not arrive whole", "он пришёл не целиком"},
	"there is more after the end":                {"there is more after the end", "после конца есть что-то ещё"},
	"something follows the document":             {"something follows the document", "после конца есть что-то ещё"},
	"this request takes no body":                 {"this request takes no body", "у этого запроса нет тела"},
	"the text is not UTF-8":                      {"the text is not UTF-8", "текст не в UTF-8"},
	"it is not UTF-8":                            {"it is not UTF-8", "текст не в UTF-8"},
	"it holds text that is not UTF-8, or U+0000": {"it holds text that is not UTF-8, or U+0000", "в нём текст не в UTF-8 или с символом U+0000"},
	"a text holds the character U+0000":          {"a text holds the character U+0000", "в тексте есть символ U+0000"},
	"a key is not a text":                        {"a key is not a text", "ключ — не текст"},
	"a text holds half of a surrogate pair":      {"a text holds half of a surrogate pair", "в тексте половина суррогатной пары"},
}

// reasons are why something is not done: states of payments and of the payment link, and what forbids a move.
var reasons = map[string]sentence{
	PaymentInFlight: {"it is under way", "он ещё идёт"}, PaymentAccepted: {"it is accepted", "он уже принят"}, PaymentFailed: {"it failed", "он не прошёл"},
	PaymentVoided: {"it is voided already", "он уже аннулирован"}, PaymentMoved: {"it was moved to the deposit", "он перенесён на депозит"},
	PaymentRefunded: {"it was given back", "он возвращён"},
	"same_order":    {"it is in this order already", "он уже в этом заказе"}, "another_customer": {"the order is another customer's", "заказ другого пользователя"},
	"another_currency": {"the order is in another currency", "заказ в другой валюте"},
	"gateway_payment":  {"it came through a gateway; such a payment is moved or marked for refund", "он пришёл через платёжную систему; такой переносят или отмечают к возврату"},
	"paid":             {"it is paid", "он оплачен"}, "deadline_passed": {"its deadline has passed", "срок оплаты прошёл"}, "cancelled": {"it is cancelled", "он отменён"},
	"returning": {"its money is being returned", "деньги за него возвращаются"},
	"open":      {"it is open", "он открыт"}, "part_asked": {"a part of it is asked for", "запрошена часть"},
}

// rights are the titles under which people give them, as the web shows them.
var rights = map[string]sentence{
	string(RightOrderRead):        {"See orders", "Видеть заказы"},
	string(RightOrderWrite):       {"Create and change orders", "Создавать и менять заказы"},
	string(RightOrderEditPaid):    {"Change the items of paid orders", "Менять состав оплаченных заказов"},
	string(RightOrderCreateTerms): {"Set price, quantity and payment from the deposit in a new order", "Указывать цену, количество и оплату с депозита в новом заказе"},
	string(RightPaymentWrite):     {"Record and move payments", "Записывать и переносить платежи"},
	string(RightMoneyDecide):      {"Decide about money", "Решать, что делать с деньгами"},
	string(RightCustomerRead):     {"See customers", "Видеть пользователей"},
	string(RightCustomerWrite):    {"Add and change customers", "Добавлять и менять пользователей"},
	string(RightDepositWrite):     {"Top up and debit deposits", "Пополнять депозит и списывать с него"},
	string(RightCatalogRead):      {"See offers, products and boards", "Видеть предложения, продукты и доски"},
	string(RightCatalogWrite):     {"Change offers, products, boards and refusal reasons", "Менять предложения, продукты, доски и причины отказа"},
	string(RightSegmentRead):      {"See segments", "Видеть сегменты"},
	string(RightSegmentWrite):     {"Create and change segments", "Создавать и менять сегменты"},
	string(RightProcessRead):      {"See processes", "Видеть процессы"},
	string(RightProcessWrite):     {"Create, publish and stop processes", "Создавать, публиковать и останавливать процессы"},
	string(RightEnrollmentWrite):  {"Start, retry and stop enrollments", "Запускать, повторять и останавливать прохождения"},
	string(RightEventSend):        {"Send events", "Отправлять события"},
	string(RightBulkRead):         {"See and prepare bulk operations", "Видеть и готовить массовые действия"},
	string(RightBulkStatus):       {"Change statuses in bulk", "Массово менять статус"},
	string(RightBulkCreate):       {"Create orders in bulk", "Массово создавать заказы"},
	string(RightBulkApprove):      {"Approve bulk operations", "Согласовывать массовые действия"},
	string(RightLetterRead):       {"See letters", "Видеть письма"},
	string(RightTemplateWrite):    {"Change letter templates", "Менять шаблоны писем"},
	string(RightSettingsRead):     {"See settings", "Видеть настройки"},
	string(RightSettingsWrite):    {"Change settings", "Менять настройки"},
	string(RightStaffRead):        {"See staff", "Видеть сотрудников"},
	string(RightStaffWrite):       {"Invite and change staff", "Приглашать и менять сотрудников"},
	string(RightStaffRestrict):    {"Limit managers to their own orders", "Ограничивать менеджеров их заказами"},
	string(RightAuditRead):        {"See the audit log", "Видеть журнал действий"},
	string(RightReportRead):       {"See the dashboard", "Видеть показатели"},
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
	for _, list := range terms[name] {
		if term, known := list[value]; known {
			return term.in(lang)
		}
	}
	if status, ok := strings.CutPrefix(value, "order_"); ok && name == "reason" && Status(status).Valid() {
		return sentence{"that order is ", "тот заказ — "}.in(lang) + filler{lang: lang}.status(Status(status))
	}
	return value
}
