package models

// changes say what became of an order that somebody changed meanwhile, by the kind
// of its history entry. What raises no version, as a comment, is not among them.
var changes = map[string]sentence{
	HistoryStatus:         {"the status is {to} now", "статус теперь {to}"},
	HistoryStage:          {"it stands on the stage {stage} now", "сейчас этап {stage}"},
	HistoryItems:          {"its items were changed[, {left} is left to pay]", "изменён состав[, осталось оплатить {left}]"},
	HistoryPayment:        {"a payment[ of {amount}] was recorded[, {left} is left to pay]", "записан платёж[ {amount}][, осталось оплатить {left}]"},
	HistoryPaymentVoided:  {"a payment[ of {amount}] was voided[, {left} is left to pay]", "платёж[ {amount}] аннулирован[, осталось оплатить {left}]"},
	HistoryPaymentMoved:   {"a payment[ of {amount}] was moved[, {left} is left to pay]", "платёж[ {amount}] перенесён[, осталось оплатить {left}]"},
	HistoryLateMoney:      {"money[, {amount},] came late", "деньги[, {amount},] пришли поздно"},
	HistoryOverpayment:    {"the deposit was reckoned with anew", "пересчитана переплата на депозите"},
	HistoryDecision:       {"its money was decided about", "принято решение о деньгах"},
	HistoryManager:        {"it has another manager", "изменён менеджер"},
	HistoryDeadline:       {"its payment deadline was changed", "изменён срок оплаты"},
	HistoryCompletionDate: {"its completion date was changed", "изменена дата завершения"},
	HistoryPartAsked:      {"another sum is asked for by the payment link", "по ссылке на оплату запрошена другая сумма"},
}

// SaysChange reports whether a conflict can name this kind of history entry as what was changed.
func SaysChange(kind string) bool { return changes[kind].en != "" }

// MovesMoney reports a kind of history entry that brings the order's sums into another state.
func MovesMoney(kind string) bool {
	switch kind {
	case HistoryPayment, HistoryPaymentVoided, HistoryPaymentMoved, HistoryItems, HistoryDecision:
		return true
	default:
		return false
	}
}

// FollowsFromMoney reports a kind of history entry that may only follow from one
// that MovesMoney, which was then written before it.
func FollowsFromMoney(kind string) bool {
	switch kind {
	case HistoryStatus, HistoryOverpayment, HistoryLateMoney:
		return true
	default:
		return false
	}
}
