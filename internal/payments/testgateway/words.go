package testgateway

// words are the sentences of the pay page in one language.
type words struct {
	Title, Note, Sum, Order, Pay, Decline, Wait, Silence string
	Paid, NotPaid, Waiting, Unsaid                       string
	Silent, Again, Return, NoSession, BadForm, Trouble   string
}

var english = words{
	Title: "Test payment", Note: "No money moves here. Choose what the payment gateway should answer.",
	Sum: "To pay", Order: "Order ", Pay: "Pay", Decline: "Decline the payment", Wait: "Leave it pending", Silence: "Say nothing more",
	Paid: "The payment is done", NotPaid: "The payment was not made: it was declined, or its time ran out", Waiting: "The payment is pending", Unsaid: "The gateway says nothing about this payment",
	Silent: "The shop did not take our notification. It can be sent again.", Again: "Send again", Return: "Back to the shop",
	NoSession: "There is no such payment.", BadForm: "Choose one of the buttons of the page.",
	Trouble: "That did not work. Please try again in a minute.",
}

var russian = words{
	Title: "Тестовый платёж", Note: "Деньги здесь не списываются. Выберите, что ответит платёжная система.",
	Sum: "К оплате", Order: "Заказ № ", Pay: "Оплатить", Decline: "Отклонить платёж", Wait: "Оставить в ожидании", Silence: "Замолчать",
	Paid: "Платёж проведён", NotPaid: "Платёж не проведён: он отклонён или время на него вышло", Waiting: "Платёж в ожидании", Unsaid: "Платёжная система ничего не говорит об этом платеже",
	Silent: "Магазин не принял уведомление. Его можно отправить ещё раз.", Again: "Отправить ещё раз", Return: "Вернуться в магазин",
	NoSession: "Такого платежа нет.", BadForm: "Выберите одну из кнопок на странице.",
	Trouble: "Не получилось. Попробуйте ещё раз через минуту.",
}
