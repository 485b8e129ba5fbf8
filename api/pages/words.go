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
	"order":             {"Order ", "Заказ № "},
	"to_pay":            {"Left to pay", "Осталось оплатить"},
	"to_pay_part":       {"To pay now", "К оплате сейчас"},
	"was_due":           {"to be paid by", "нужно было оплатить до"},
	"what_is_in_it":     {"What you ordered", "Состав заказа"},
	"payee":             {"Paid to", "Получатель"},
	"questions":         {"Questions about the order?", "Вопросы по заказу?"},
	"demo":              {"Demo.", "Демо."},
	"demo_text":         {"The school and the people are invented, no money moves.", "Школа и люди придуманы, деньги не списываются."},
	"cost":              {"Total", "Итого"},
	"paid_so_far":       {"Already paid", "Уже оплачено"},
	"left":              {"Left to pay", "Осталось оплатить"},
	"pay_until":         {"Please pay by", "Оплатите до"},
	"how_much":          {"How much would you like to pay now?", "Сколько хотите оплатить сейчас?"},
	"all":               {"Everything", "Всё сразу"},
	"asked":             {"The part that we agreed on", "Согласованная часть"},
	"part":              {"Another sum", "Другая сумма"},
	"part_label":        {"Sum, at least", "Сумма, не меньше"},
	"from":              {"from", "от"},
	"ask_school":        {"Would you still like to pay? Reply to the letter from the school.", "Всё же хотите оплатить? Ответьте на письмо от школы."},
	"pay":               {"Go to payment", "Перейти к оплате"},
	"pay_sum":           {"Pay", "Оплатить"},
	"pay_with":          {"How to pay", "Способ оплаты"},
	"safe":              {"You pay on the gateway’s own page: your card is not seen here.", "Оплата проходит на защищённой странице платёжной системы, данные карты здесь не видны."},
	"no_gateway":        {"Payment is not possible right now. Please come back a little later, the link stays the same.", "Сейчас оплатить нельзя. Зайдите чуть позже, ссылка не изменится."},
	"paid_title":        {"The order is paid", "Заказ оплачен"},
	"paid_text":         {"Thank you! There is nothing left to pay.", "Спасибо! Больше ничего оплачивать не нужно."},
	"open_purchase":     {"Open what I bought", "Открыть покупку"},
	"late_title":        {"The payment deadline has passed", "Срок оплаты прошёл"},
	"late_text":         {"This order can no longer be paid by this link.", "По этой ссылке заказ больше нельзя оплатить."},
	"cancel_title":      {"The order is cancelled", "Заказ отменён"},
	"cancel_text":       {"It cannot be paid any more.", "Оплатить его больше нельзя."},
	"again":             {"Order again", "Заказать ещё раз"},
	"check_title":       {"We are checking your payment", "Проверяем ваш платёж"},
	"check_text":        {"The payment gateway has not given its final answer yet. It usually takes a minute. You do not need to pay again.", "Платёжная система ещё не дала окончательного ответа. Обычно это занимает минуту. Платить ещё раз не нужно."},
	"unpaid_text":       {"Did you leave without paying?", "Не успели заплатить?"},
	"unpaid":            {"Go back to payment", "Вернуться к оплате"},
	"refresh":           {"Check now", "Проверить сейчас"},
	"failed_title":      {"The payment did not go through", "Платёж не прошёл"},
	"failed_text":       {"No money was taken. You can try once more or choose another way to pay.", "Деньги не списаны. Можно попробовать ещё раз или выбрать другой способ оплаты."},
	"try_again":         {"Try again", "Попробовать ещё раз"},
	"thanks_title":      {"Thank you, the payment has arrived", "Спасибо, платёж получен"},
	"thanks_text":       {"Here is what you bought.", "Вот ваша покупка."},
	"thanks_part":       {"We have received your payment.", "Мы получили ваш платёж."},
	"received_text":     {"We have received your payment. The school will be in touch with you about this order.", "Мы получили ваш платёж. Школа свяжется с вами по этому заказу."},
	"purchase_title":    {"Your purchase", "Ваша покупка"},
	"money_kept":        {"Your money in this order", "Ваши деньги в этом заказе"},
	"money_kept_text":   {"Somebody at the school decides whether it is returned or used otherwise, and will be in touch with you. You do not need to pay again.", "Сотрудник школы решит, вернуть их или зачесть иначе, и свяжется с вами. Платить ещё раз не нужно."},
	"returning_title":   {"Your refund is on its way", "Оформляем возврат"},
	"returned_title":    {"Your money has been returned", "Деньги возвращены"},
	"returning_order":   {"There is nothing to pay for this order.", "Платить по этому заказу больше не нужно."},
	"returning":         {"To be returned", "К возврату"},
	"returning_text":    {"The school is returning this sum to you.", "Школа возвращает вам эту сумму."},
	"refunded":          {"Returned", "Возвращено"},
	"refunded_text":     {"It may take your bank a few days to show it.", "Банк может зачислять деньги несколько дней."},
	"pay_rest":          {"Pay the rest", "Оплатить остаток"},
	"open":              {"Open", "Открыть"},
	"starts":            {"Opens on", "Откроется"},
	"ends":              {"Access until", "Доступ до"},
	"ended":             {"Access has ended", "Доступ закончился"},
	"cancelled":         {"Access is closed", "Доступ закрыт"},
	"missing_title":     {"There is nothing here", "Здесь ничего нет"},
	"missing_text":      {"Check that the link was copied as a whole, or open it from the letter again.", "Проверьте, что ссылка скопирована целиком, или откройте её из письма ещё раз."},
	"failure_title":     {"That did not work", "Не получилось"},
	"failure_text":      {"Please try again in a minute. If it does not help, reply to our letter.", "Попробуйте ещё раз через минуту. Если не поможет, ответьте на наше письмо."},
	"no_page_text":      {"Check the address: this page may have been switched off or renamed. If you were given the link, ask there for the new one.", "Проверьте адрес: эту страницу могли выключить или переименовать. Если ссылку вам кто-то дал, спросите там новую."},
	"page_failure_text": {"Please try again in a minute.", "Попробуйте ещё раз через минуту."},
	"choose_fault":      {"Please correct this", "Исправьте, пожалуйста"},
	"payment_titled":    {"Payment", "Оплата"},

	"preview":        {"Preview. Visitors do not see this page: it is switched off.", "Предпросмотр. Посетители не видят эту страницу: она выключена."},
	"free":           {"Free", "Бесплатно"},
	"not_on_sale":    {"There is nothing on sale here right now.", "Сейчас здесь ничего не продаётся."},
	"look_below":     {"Please correct the fields that are marked.", "Исправьте отмеченные поля, и заказ будет оформлен."},
	"leave_empty":    {"Leave this field empty", "Оставьте это поле пустым"},
	"choose_one":     {"What would you like to order?", "Что вы хотите заказать?"},
	"choose_several": {"What would you like to order? You may choose several.", "Что вы хотите заказать? Можно выбрать несколько."},
	"your_name":      {"Your name", "Имя"},
	"your_email":     {"E-mail", "Электронная почта"},
	"email_hint":     {"The payment link and access to what you buy come here.", "Сюда придут ссылка на оплату и доступ к покупке."},
	"your_phone":     {"Phone", "Телефон"},
	"optional":       {"(optional)", "(необязательно)"},
	"order_button":   {"Order", "Оформить заказ"},
	"next_step":      {"Payment is the next step.", "Оплата — на следующем шаге."},
	"parts_from":     {"may be paid in parts, from", "можно частями, от"},
	"days_to_pay":    {"time to pay:", "на оплату —"},

	"fault_name_required":        {"Write your name.", "Напишите, как вас зовут."},
	"fault_email_invalid_email":  {"This does not look like an e-mail address. An example: anna@mail.com", "Похоже, в адресе ошибка. Пример: anna@mail.ru"},
	"fault_phone_required":       {"Write your phone number.", "Укажите телефон."},
	"fault_phone_invalid_phone":  {"This does not look like a phone number. An example: +44 20 7946 0958", "Похоже, это не номер телефона. Пример: +7 900 123-45-67"},
	"fault_offer_required":       {"Choose what you would like to order.", "Выберите, что хотите заказать."},
	"fault_offer_offer_archived": {"This is not on sale any more. Please choose again.", "Это больше не продаётся. Выберите ещё раз."},
	"fault_consent_required":     {"Without this consent we may not take the order.", "Без этого согласия мы не можем принять заказ."},
	"fault_part_required":        {"Write how much you would like to pay now.", "Напишите, сколько хотите оплатить сейчас."},
	"fault_form_invalid":         {"The form could not be taken. Please send it once more.", "Форму не удалось принять. Отправьте её ещё раз, пожалуйста."},
	"too_many_from_here":         {"There have been very many orders from here. Please try again in", "Отсюда пришло очень много заказов. Попробуйте ещё раз через"},
	"too_many_by_email":          {"There have been very many orders with this e-mail address. A new one can be made in", "С этим адресом почты оформлено очень много заказов. Новый можно оформить через"},
}

// TooManyOrders is what a visitor reads whose network address, or whose e-mail, had
// too many orders; seconds are what Retry-After says.
func TooManyOrders(lang string, byEmail bool, seconds int64) string {
	key := "too_many_from_here"
	if byEmail {
		key = "too_many_by_email"
	}
	return must(say(lang, key)) + " " + waitText(seconds, lang) + "."
}

// waitText is a while in whole minutes, from an hour up in whole hours, never too short.
func waitText(seconds int64, lang string) string {
	minutes := max((seconds+59)/60, 1)
	if minutes < 60 {
		return numberText(minutes, lang, [2]string{"minute", "minutes"}, [3]string{"минуту", "минуты", "минут"})
	}
	return numberText((minutes+59)/60, lang, [2]string{"hour", "hours"}, [3]string{"час", "часа", "часов"})
}

// daysText is a number of days in words of the language.
func daysText(n int64, lang string) string {
	return numberText(n, lang, [2]string{"day", "days"}, [3]string{"день", "дня", "дней"})
}

// numberText is a number with its noun: in English for one and several, in Russian for one, two and five.
func numberText(n int64, lang string, en [2]string, ru [3]string) string {
	if lang != "ru" {
		if n == 1 {
			return "1 " + en[0]
		}
		return fmt.Sprintf("%d %s", n, en[1])
	}
	word := ru[2]
	if tens := n % 100; tens < 11 || tens > 14 {
		switch n % 10 {
		case 1:
			word = ru[0]
		case 2, 3, 4:
			word = ru[1]
		}
	}
	return fmt.Sprintf("%d\u00a0%s", n, word)
}
