package testgateway

// words are the sentences of the pay page in one language.
type words struct {
	Title, Note, Sum, Pay, Decline, Wait      string
	Paid, Declined, Waiting                   string
	Silent, Again, Return, NoSession, BadForm string
}

var english = words{
	Title: "Test payment", Note: "No money moves here. Choose what the payment gateway should answer.",
	Sum: "To pay", Pay: "Pay", Decline: "Decline the payment", Wait: "Leave it pending",
	Paid: "The payment is done", Declined: "The payment was declined", Waiting: "The payment is pending",
	Silent: "The shop did not take our notification. It can be sent again.", Again: "Send again", Return: "Back to the shop",
	NoSession: "There is no such payment.", BadForm: "Choose one of the buttons of the page.",
}

var russian = words{
	Title: "Тестовый платёж", Note: "Деньги здесь не списываются. Выберите, что ответит платёжная система.",
	Sum: "К оплате", Pay: "Оплатить", Decline: "Отклонить платёж", Wait: "Оставить в ожидании",
	Paid: "Платёж проведён", Declined: "Платёж отклонён", Waiting: "Платёж в ожидании",
	Silent: "Магазин не принял уведомление. Его можно отправить ещё раз.", Again: "Отправить ещё раз", Return: "Вернуться в магазин",
	NoSession: "Такого платежа нет.", BadForm: "Выберите одну из кнопок на странице.",
}
