package api

import (
	"context"
	"errors"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Permission says whether you may do something now, and why not. Asked for all the
// same, it answers the problem of that code: both come from one rule (API-1).
type Permission struct {
	Allowed bool        `json:"allowed"`
	Confirm bool        `json:"confirm" doc:"Allowed with confirm: true only, which says that the consequences are meant"`
	Code    models.Code `json:"code,omitempty" doc:"Why it is not allowed"`
	Detail  string      `json:"detail,omitempty" doc:"Why it is not allowed and what to do, in the language of Accept-Language (ru or en)"`
}

func showPermission(ctx context.Context, p services.Permission) Permission {
	shown := Permission{Allowed: p.Refusal == nil, Confirm: p.Confirm}
	var why *models.Error
	if errors.As(p.Refusal, &why) {
		shown.Code, shown.Detail = why.Code, why.Text(callOf(ctx).language)
	}
	return shown
}

// OrderMay says what you may do with an order now, beside its status_options.
type OrderMay struct {
	Edit          Permission `json:"edit" doc:"move-order, tag-order, comment-order, stop-automation, allow-automation"`
	ChangeManager Permission `json:"change_manager" doc:"edit-order"`
	EditItems     Permission `json:"edit_items" doc:"edit-order-items"`
	SetDeadline   Permission `json:"set_deadline" doc:"set-order-deadline; taking the deadline away takes the right alone"`
	AskPart       Permission `json:"ask_part" doc:"ask-part"`
	SendLink      Permission `json:"send_link" doc:"send-order-letter with a template that asks for money, as the payment link's own does"`
	SendLetter    Permission `json:"send_letter" doc:"send-order-letter with any other template"`
	RecordPayment Permission `json:"record_payment" doc:"record-payment; a payment of more than what is left takes confirm"`
}

func showOrderMay(ctx context.Context, m services.OrderMay) OrderMay {
	show := func(p services.Permission) Permission { return showPermission(ctx, p) }
	return OrderMay{
		Edit: show(m.Edit), ChangeManager: show(m.ChangeManager), EditItems: show(m.EditItems), SetDeadline: show(m.SetDeadline),
		AskPart: show(m.AskPart), SendLink: show(m.SendLink), SendLetter: show(m.SendLetter), RecordPayment: show(m.RecordPayment),
	}
}

// PaymentMay says what you may do with money that is in an order.
type PaymentMay struct {
	Move       Permission `json:"move" doc:"move-payment to the deposit; another order may have reasons of its own"`
	Void       Permission `json:"void" doc:"void-payment"`
	MarkRefund Permission `json:"mark_refund" doc:"mark-refund; what is marked already stays so"`
}

// OrderPayment is a payment of an order, with what you may do with it.
type OrderPayment struct {
	Payment
	May *PaymentMay `json:"may" doc:"null when the money has left the order: it is in the one that order_id names, or on the deposit"`
}

func showOrderPayment(ctx context.Context) func(*services.OrderPayment) OrderPayment {
	return func(p *services.OrderPayment) OrderPayment {
		shown := OrderPayment{Payment: showPayment(&p.Payment)}
		if p.May != nil {
			shown.May = &PaymentMay{showPermission(ctx, p.May.Move), showPermission(ctx, p.May.Void), showPermission(ctx, p.May.MarkRefund)}
		}
		return shown
	}
}

// LetterMay says what you may do with a letter.
type LetterMay struct {
	SendAgain Permission `json:"send_again" doc:"send-letter-again: of a letter of which nobody knows whether it arrived (MAIL-5)"`
}

// AutomationMay says what you may do with what an enrollment does next (ORD-12).
type AutomationMay struct {
	Snooze Permission `json:"snooze" doc:"snooze-automation"`
	DoNow  Permission `json:"do_now" doc:"do-automation-now"`
	Skip   Permission `json:"skip" doc:"skip-automation"`
}

func showAutomationMay(ctx context.Context, m *services.AutomationMay) *AutomationMay {
	if m == nil {
		return nil
	}
	return &AutomationMay{showPermission(ctx, m.Snooze), showPermission(ctx, m.DoNow), showPermission(ctx, m.Skip)}
}

// EnrollmentMay says what you may do with an enrollment (PRC-8).
type EnrollmentMay struct {
	Retry Permission `json:"retry" doc:"retry-enrollment"`
	Skip  Permission `json:"skip" doc:"skip-enrollment"`
	Stop  Permission `json:"stop" doc:"stop-enrollment; of one that is over it changes nothing"`
}

func showEnrollmentMay(ctx context.Context, e *models.Enrollment) EnrollmentMay {
	m := services.MayWithEnrollment(callOf(ctx).actor, e)
	return EnrollmentMay{showPermission(ctx, m.Retry), showPermission(ctx, m.Skip), showPermission(ctx, m.Stop)}
}

// ProcessMay says what you may do with a process now.
type ProcessMay struct {
	Stop   Permission `json:"stop" doc:"stop-process"`
	Enroll Permission `json:"enroll" doc:"enroll-by-hand"`
}

func showProcessMay(ctx context.Context, p *models.Process) ProcessMay {
	m := services.MayWithProcess(callOf(ctx).actor, p)
	return ProcessMay{showPermission(ctx, m.Stop), showPermission(ctx, m.Enroll)}
}
