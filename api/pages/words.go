package pages

import "fmt"

type wording struct{ en, ru string }

// say gives the words of a key; an unknown key is a fault of the template.
func say(lang, key string) (string, error) {
	known, ok := words[key]
	switch {
	case !ok:
		return "", fmt.Errorf("pages: no words for %q", key)
	case lang == "ru":
		return known.ru, nil
	default:
		return known.en, nil
	}
}

var words = map[string]wording{
	"order":           {"Order", "Заказ №"},
	"to_pay":          {"Left to pay", "Осталось оплатить"},
	"cost":            {"Total", "Итого"},
	"paid_so_far":     {"Already paid", "Уже оплачено"},
	"left":            {"Left to pay", "Осталось оплатить"},
	"pay_until":       {"Please pay by", "Оплатите до"},
	"how_much":        {"How much would you like to pay now?", "Сколько хотите оплатить сейчас?"},
	"all":             {"Everything", "Всё сразу"},
	"asked":           {"The part that we agreed on", "Согласованная часть"},
	"part":            {"Another sum", "Другая сумма"},
	"part_label":      {"Sum, at least", "Сумма, не меньше"},
	"pay":             {"Go to payment", "Перейти к оплате"},
	"pay_sum":         {"Pay", "Оплатить"},
	"pay_with":        {"How to pay", "Способ оплаты"},
	"safe":            {"You pay on the gateway’s own page. We never see your card.", "Оплата проходит на странице платёжной системы. Данные карты мы не видим."},
	"no_gateway":      {"Payment is not possible right now. Please come back a little later, the link stays the same.", "Сейчас оплатить нельзя. Зайдите чуть позже, ссылка не изменится."},
	"paid_title":      {"The order is paid", "Заказ оплачен"},
	"paid_text":       {"Thank you! There is nothing left to pay.", "Спасибо! Больше ничего оплачивать не нужно."},
	"open_purchase":   {"Open what I bought", "Открыть покупку"},
	"late_title":      {"The payment deadline has passed", "Срок оплаты прошёл"},
	"late_text":       {"This order can no longer be paid by this link.", "По этой ссылке заказ больше нельзя оплатить."},
	"cancel_title":    {"The order is cancelled", "Заказ отменён"},
	"cancel_text":     {"It cannot be paid any more.", "Оплатить его больше нельзя."},
	"again":           {"Order again", "Заказать ещё раз"},
	"check_title":     {"We are checking your payment", "Проверяем ваш платёж"},
	"check_text":      {"The payment gateway has not given its final answer yet. It usually takes a minute. You do not need to pay again.", "Платёжная система ещё не дала окончательного ответа. Обычно это занимает минуту. Платить ещё раз не нужно."},
	"unpaid_text":     {"Did you leave without paying?", "Не успели заплатить?"},
	"unpaid":          {"Go back to payment", "Вернуться к оплате"},
	"refresh":         {"Check now", "Проверить сейчас"},
	"failed_title":    {"The payment did not go through", "Платёж не прошёл"},
	"failed_text":     {"No money was taken. You can try once more or choose another way to pay.", "Деньги не списаны. Можно попробовать ещё раз или выбрать другой способ оплаты."},
	"try_again":       {"Try again", "Попробовать ещё раз"},
	"thanks_title":    {"Thank you, the payment has arrived", "Спасибо, платёж получен"},
	"thanks_text":     {"Here is what you bought.", "Вот ваша покупка."},
	"thanks_part":     {"We have received your payment.", "Мы получили ваш платёж."},
	"received_text":   {"We have received your payment. The school will be in touch with you about this order.", "Мы получили ваш платёж. Школа свяжется с вами по этому заказу."},
	"purchase_title":  {"Your purchase", "Ваша покупка"},
	"money_kept":      {"Your money in this order", "Ваши деньги в этом заказе"},
	"money_kept_text": {"Somebody at the school decides whether it is returned or used otherwise, and will be in touch with you. You do not need to pay again.", "Сотрудник школы решит, вернуть их или зачесть иначе, и свяжется с вами. Платить ещё раз не нужно."},
	"pay_rest":        {"Pay the rest", "Оплатить остаток"},
	"open":            {"Open", "Открыть"},
	"starts":          {"Opens on", "Откроется"},
	"ends":            {"Access until", "Доступ до"},
	"ended":           {"Access has ended", "Доступ закончился"},
	"cancelled":       {"Access is closed", "Доступ закрыт"},
	"missing_title":   {"There is nothing here", "Здесь ничего нет"},
	"missing_text":    {"Check that the link was copied as a whole, or open it from the letter again.", "Проверьте, что ссылка скопирована целиком, или откройте её из письма ещё раз."},
	"failure_title":   {"That did not work", "Не получилось"},
	"failure_text":    {"Please try again in a minute. If it does not help, reply to our letter.", "Попробуйте ещё раз через минуту. Если не поможет, ответьте на наше письмо."},
	"choose_fault":    {"Please correct this", "Исправьте, пожалуйста"},
	"payment_titled":  {"Payment", "Оплата"},
}
