package segment

import "github.com/orderflow/orderflow/models"

// words are a title in the languages that users read.
type words struct{ en, ru string }

func (w words) in(language string) string {
	if language == "ru" {
		return w.ru
	}
	return w.en
}

// Title is the field's name for people, within its object: "Status", "Статус".
func (f *Field) Title(language string) string { return fieldTitles[f.FullName()].in(language) }

// ChoiceTitle is one of the field's choices for people. Currencies are their codes.
func (f *Field) ChoiceTitle(choice, language string) string {
	if f.Object == models.SubjectOrder && f.Name == "status" {
		return models.Status(choice).Title(language)
	}
	if title, ok := choiceTitles[f.FullName()][choice]; ok {
		return title.in(language)
	}
	return choice
}

// Title is what the related objects are called for people: "Orders", "Заказы".
func (r *Relation) Title(language string) string { return relationTitles[r.Name].in(language) }

var fieldTitles = map[string]words{
	"customer.id":         {"ID", "ID пользователя"},
	"customer.email":      {"E-mail", "Эл. почта"},
	"customer.name":       {"Name", "Имя"},
	"customer.phone":      {"Phone", "Телефон"},
	"customer.language":   {"Language", "Язык"},
	"customer.time_zone":  {"Time zone", "Часовой пояс"},
	"customer.created_at": {"Added", "Дата добавления"},
	"customer.tags":       {"Tags", "Теги"},

	"order.id":                {"ID", "ID заказа"},
	"order.number":            {"Number", "Номер"},
	"order.foreign_number":    {"Number in another system", "Внешний номер"},
	"order.status":            {"Status", "Статус"},
	"order.cost":              {"Cost", "Стоимость"},
	"order.paid":              {"Paid", "Оплачено"},
	"order.left":              {"Left to pay", "Осталось оплатить"},
	"order.currency":          {"Currency", "Валюта"},
	"order.paid_in_full":      {"Paid in full", "Оплачен полностью"},
	"order.board_id":          {"Board", "Доска"},
	"order.stage_id":          {"Stage", "Этап"},
	"order.manager_id":        {"Manager", "Менеджер"},
	"order.tags":              {"Tags", "Теги"},
	"order.created_via":       {"Created by way of", "Способ создания"},
	"order.source":            {"Source", "Источник"},
	"order.created_at":        {"Created", "Дата создания"},
	"order.updated_at":        {"Changed", "Дата изменения"},
	"order.status_changed_at": {"Status changed", "Дата смены статуса"},
	"order.paid_at":           {"Paid on", "Дата оплаты"},
	"order.completed_at":      {"Completed", "Дата завершения"},
	"order.payment_deadline":  {"Pay until", "Срок оплаты"},
	"order.refusal_reason":    {"Refusal reason", "Причина отказа"},
	"order.offer_id":          {"Offers", "Предложения"},
	"order.offer_code":        {"Codes of offers", "Коды предложений"},

	"item.offer_id":   {"Offer", "Предложение"},
	"item.offer_code": {"Code of the offer", "Код предложения"},
	"item.quantity":   {"Quantity", "Количество"},
	"item.price":      {"Price", "Цена"},

	"purchase.id":         {"ID", "ID покупки"},
	"purchase.product_id": {"Product", "Продукт"},
	"purchase.status":     {"Status", "Статус"},
	"purchase.starts_at":  {"Starts", "Начало доступа"},
	"purchase.ends_at":    {"Ends", "Конец доступа"},
	"purchase.created_at": {"Made", "Дата покупки"},

	"payment.id":         {"ID", "ID платежа"},
	"payment.kind":       {"Kind", "Вид"},
	"payment.gateway":    {"Gateway", "Платёжная система"},
	"payment.status":     {"State", "Состояние"},
	"payment.amount":     {"Sum", "Сумма"},
	"payment.currency":   {"Currency", "Валюта"},
	"payment.paid_at":    {"Paid on", "Дата оплаты"},
	"payment.created_at": {"Begun", "Дата создания"},
}

var choiceTitles = map[string]map[string]words{
	"order.created_via": {
		models.ViaManual: {"by hand", "вручную"}, models.ViaBulk: {"in bulk", "массово"},
		models.ViaProcess: {"by a process", "процессом"}, models.ViaAPI: {"by API", "по API"}, models.ViaLink: {"by a link", "по ссылке"},
		models.ViaPage: {"on a sales page", "на странице продаж"},
	},
	"purchase.status": {
		models.PurchaseActive: {"Active", "Активна"}, models.PurchaseNotStarted: {"Not started", "Не началась"},
		models.PurchaseEnded: {"Ended", "Закончилась"}, models.PurchaseCancelled: {"Cancelled", "Отменена"},
	},
	"payment.kind": {
		models.PaymentGateway: {"Online", "Онлайн"}, models.PaymentManual: {"By hand", "Вручную"}, models.PaymentDeposit: {"From the deposit", "С депозита"},
	},
	"payment.status": {
		models.PaymentInFlight: {"Under way", "В пути"}, models.PaymentAccepted: {"Accepted", "Принят"}, models.PaymentFailed: {"Failed", "Не прошёл"},
		models.PaymentVoided: {"Voided", "Аннулирован"}, models.PaymentMoved: {"Moved", "Перенесён"}, models.PaymentRefunded: {"Given back", "Возвращён"},
	},
}

var relationTitles = map[string]words{
	"orders":    {"Orders", "Заказы"},
	"purchases": {"Purchases", "Покупки"},
	"payments":  {"Payments", "Платежи"},
	"items":     {"Items", "Позиции"},
	"customer":  {"Customer", "Пользователь"},
	"order":     {"Order", "Заказ"},
}
