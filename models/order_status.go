package models

// Status is where an order stands (table "Statuses"; the spelling of part_payed
// and payed is that of the systems that our users come from).
type Status string

// The ten statuses of an order.
const (
	StatusNew              Status = "new"
	StatusInWork           Status = "in_work"
	StatusPaymentWaiting   Status = "payment_waiting"
	StatusPartPayed        Status = "part_payed"
	StatusPayed            Status = "payed"
	StatusCancelled        Status = "cancelled"
	StatusNotConfirmed     Status = "not_confirmed"
	StatusPending          Status = "pending"
	StatusWaitingForReturn Status = "waiting_for_return"
	StatusFalse            Status = "false"
)

// Statuses lists every status in the order in which people read them.
var Statuses = []Status{
	StatusNew, StatusInWork, StatusPaymentWaiting, StatusPartPayed, StatusPayed,
	StatusCancelled, StatusNotConfirmed, StatusPending, StatusWaitingForReturn, StatusFalse,
}

// Valid reports whether s is one of Statuses.
func (s Status) Valid() bool {
	for _, known := range Statuses {
		if s == known {
			return true
		}
	}
	return false
}

// Open reports whether the order still awaits its outcome (ORD-13).
func (s Status) Open() bool {
	switch s {
	case StatusPayed, StatusCancelled, StatusFalse, StatusWaitingForReturn:
		return false
	default:
		return true
	}
}

// OnBoard reports whether boards show orders of the status: those whose work is
// not over, one that awaits its refund among them (ORD-11).
func (s Status) OnBoard() bool {
	return s != StatusPayed && s != StatusCancelled && s != StatusFalse
}

// Mover is who asks for a status change; the table grants each its own changes.
type Mover string

// The three movers: a person (card, bulk, API), a process block, and money itself.
const (
	ByPerson  Mover = "person"
	ByProcess Mover = "process"
	ByMoney   Mover = "money"
)

// Guard is the condition under which a transition of the table is allowed.
type Guard string

// Guards of the transition table; Check says what each means and which error it answers.
const (
	GuardNone        Guard = ""
	GuardNothingLeft Guard = "nothing left to pay"
	GuardNoMoney     Guard = "no money in the order"
	GuardNotInFlight Guard = "no payment in flight, none accepted"
	GuardConfirmed   Guard = "confirmed by the person"
	GuardMoneyGone   Guard = "money refunded, moved or marked for refund"
)

// Facts is what the guards look at, read under the order's lock.
type Facts struct {
	Cost, Paid int64 // minor units
	// HasMoney: an accepted payment is in the order, marked for refund or not.
	HasMoney bool
	// HoldsMoney: one of the accepted payments is not marked for refund.
	HoldsMoney bool
	// HoldsGateway: one of those came through a gateway.
	HoldsGateway bool
	// InFlight: a payment has gone to the gateway and has no final word yet (ST-9).
	InFlight bool
	// Confirmed: the person saw the warning and said yes.
	Confirmed bool
}

type transition struct {
	from  []Status
	to    []Status
	by    []Mover
	guard Guard
}

var (
	free   = []Status{StatusNew, StatusInWork, StatusPaymentWaiting, StatusNotConfirmed, StatusPending}
	unpaid = []Status{StatusNew, StatusInWork, StatusPaymentWaiting, StatusNotConfirmed, StatusPending, StatusPartPayed}
)

// transitions is the whole of ST-12. What is not here is refused.
var transitions = []transition{
	{free, free, []Mover{ByPerson, ByProcess}, GuardNone},
	{append([]Status{StatusPayed}, free...), []Status{StatusPartPayed}, []Mover{ByMoney}, GuardNone},
	{[]Status{StatusPartPayed, StatusPayed}, []Status{StatusInWork}, []Mover{ByMoney}, GuardNone},
	{unpaid, []Status{StatusPayed}, []Mover{ByMoney}, GuardNothingLeft},
	{unpaid, []Status{StatusPayed}, []Mover{ByPerson, ByProcess}, GuardNothingLeft},
	{unpaid, []Status{StatusCancelled}, []Mover{ByPerson}, GuardNone},
	{unpaid, []Status{StatusCancelled}, []Mover{ByProcess}, GuardNotInFlight},
	{unpaid, []Status{StatusFalse}, []Mover{ByPerson}, GuardNoMoney},
	{unpaid, []Status{StatusFalse}, []Mover{ByProcess}, GuardNotInFlight},
	{[]Status{StatusPayed}, []Status{StatusFalse}, []Mover{ByPerson}, GuardNoMoney},
	{[]Status{StatusPayed}, []Status{StatusWaitingForReturn, StatusInWork}, []Mover{ByPerson}, GuardConfirmed},
	{[]Status{StatusPayed}, []Status{StatusCancelled}, []Mover{ByPerson}, GuardMoneyGone},
	{[]Status{StatusWaitingForReturn}, []Status{StatusCancelled}, []Mover{ByPerson}, GuardMoneyGone},
	{[]Status{StatusWaitingForReturn}, []Status{StatusPayed}, []Mover{ByPerson}, GuardNothingLeft},
	{[]Status{StatusCancelled, StatusFalse}, free, []Mover{ByPerson}, GuardNone},
	{[]Status{StatusCancelled}, []Status{StatusInWork, StatusPartPayed}, []Mover{ByMoney}, GuardNone},
	{[]Status{StatusCancelled}, []Status{StatusPayed}, []Mover{ByMoney}, GuardNothingLeft},
}

// Transition says whether the change is in the table and under which guard.
func Transition(from, to Status, by Mover) (Guard, bool) {
	for _, t := range transitions {
		if contains(t.from, from) && contains(t.to, to) && contains(t.by, by) {
			return t.guard, true
		}
	}
	return GuardNone, false
}

// CheckTransition applies ST-12 and ST-4 to one change. The same status again
// is allowed and changes nothing. Errors name both statuses and the reason.
func CheckTransition(from, to Status, by Mover, facts Facts) error {
	if from == to {
		return nil
	}
	if by != ByMoney && from == StatusPartPayed && facts.Paid < facts.Cost && facts.HoldsGateway {
		return refuse(CodeStatusLockedByMoney, from, to)
	}
	guard, ok := Transition(from, to, by)
	if !ok {
		return refuse(refusal(from, to, by), from, to)
	}
	return guard.check(from, to, facts)
}

func (g Guard) check(from, to Status, f Facts) error {
	switch {
	case g == GuardNothingLeft && f.Paid < f.Cost:
		return refuse(CodeStatusNeedsMoney, from, to)
	case g == GuardNoMoney && f.HasMoney,
		g == GuardMoneyGone && f.HoldsMoney,
		g == GuardNotInFlight && f.HasMoney:
		return refuse(CodeStatusHoldsMoney, from, to)
	case (g == GuardNotInFlight || g == GuardNoMoney) && f.InFlight:
		return refuse(CodeMoneyInFlight, from, to)
	case g == GuardConfirmed && !f.Confirmed:
		return refuse(CodeConfirmRequired, from, to)
	default:
		return nil
	}
}

// refusal picks the most helpful reason for a change that the table lacks.
func refusal(from, to Status, by Mover) Code {
	if to == StatusPartPayed {
		return CodeStatusOnlyMoney
	}
	if _, ok := Transition(from, to, ByPerson); ok && by == ByProcess {
		return CodeStatusOnlyPeople
	}
	return CodeStatusForbidden
}

func refuse(code Code, from, to Status) *Error {
	return NewError(code, "from", string(from), "to", string(to))
}

// StatusAfterMoney is the status that follows from the sums alone (ST-1, ST-2,
// ST-3), for an order that is open or just reopened. autoComplete means every
// offer in the order completes when paid.
func StatusAfterMoney(current Status, cost, paid int64, autoComplete bool) Status {
	switch {
	case cost == 0 || (paid >= cost && (autoComplete || current == StatusPayed)):
		return StatusPayed
	case paid >= cost && current == StatusPartPayed, !current.Open() && paid >= cost:
		return StatusInWork
	case paid >= cost:
		return current
	case paid > 0:
		return StatusPartPayed
	case current == StatusPartPayed || !current.Open():
		return StatusInWork
	default:
		return current
	}
}

func contains[T comparable](list []T, item T) bool {
	for _, x := range list {
		if x == item {
			return true
		}
	}
	return false
}
