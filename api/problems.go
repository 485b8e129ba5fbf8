package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/orderflow/orderflow/models"
)

// Problem is the answer to a request that failed, by RFC 9457 (API-1). Code and
// Params are for programs, Title and Detail for people, in the language of Accept-Language.
type Problem struct {
	Type      string         `json:"type" doc:"Where the code is explained" example:"/docs#problem-out_of_range"`
	Title     string         `json:"title" doc:"The HTTP status in words"`
	Status    int            `json:"status" doc:"The HTTP status"`
	Detail    string         `json:"detail" doc:"What went wrong and what to do, in the language of Accept-Language (ru or en)"`
	Code      models.Code    `json:"code" doc:"What went wrong, for programs"`
	Params    map[string]any `json:"params,omitempty" doc:"The values that the text speaks of"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"Every fault of the input"`
	RequestID string         `json:"request_id,omitempty" doc:"Names the request in the logs"`
}

// ProblemField is one fault of the input.
type ProblemField struct {
	Path   string         `json:"path" doc:"Where the fault is, such as items[0].price, query.limit or header.If-Match"`
	Block  string         `json:"block,omitempty" doc:"The block of a process"`
	Code   models.Code    `json:"code"`
	Detail string         `json:"detail"`
	Params map[string]any `json:"params,omitempty"`
}

// Error is the text for people.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders are the headers that belong to the code.
func (p *Problem) GetHeaders() http.Header {
	switch p.Code {
	case models.CodeTooManyAttempts, models.CodeTooManyLetters:
		return http.Header{"Retry-After": {fmt.Sprint(p.Params["seconds"])}}
	case models.CodeUnauthenticated, models.CodeWrongLogin, models.CodeBootstrapToken:
		return http.Header{"Www-Authenticate": {`Bearer realm="orderflow"`}}
	case models.CodeKeyRunning, models.CodeUnavailable, models.CodeGatewayUnclear:
		return http.Header{"Retry-After": {"1"}}
	default:
		return nil
	}
}

// newProblem translates an error of the rules; anything else is a fault of ours
// and says nothing of its nature.
func newProblem(ctx context.Context, err error) *Problem {
	var e *models.Error
	if !errors.As(err, &e) {
		e = models.NewError(unexpected(err))
	}
	call := callOf(ctx)
	status := StatusOf(e.Code)
	if status == http.StatusForbidden {
		call.refused = e.Code
	}
	p := &Problem{
		Type: "/docs#problem-" + string(e.Code), Title: http.StatusText(status), Status: status,
		Detail: e.Text(call.language), Code: e.Code, Params: e.Params, RequestID: call.id,
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{f.Path, f.Block, f.Code, f.Text(call.language), f.Params})
	}
	if status >= http.StatusInternalServerError && call.fault == nil {
		call.fault = err
	}
	return p
}

// unexpected is the code of an error that carries none.
func unexpected(err error) models.Code {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return models.CodeUnavailable
	}
	return models.CodeInternal
}

// refuse answers with the problem of an error.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := newProblem(r.Context(), err)
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // people read these texts, and nosniff keeps browsers from taking them for a page
	_ = encoder.Encode(p)
}

// StatusOf is the HTTP status of a code: 500 for one that the table lacks.
func StatusOf(code models.Code) int {
	if status, known := statuses[code]; known {
		return status
	}
	return http.StatusInternalServerError
}

// statuses is the whole translation of codes to HTTP.
var statuses = map[models.Code]int{
	models.CodeInternal:            http.StatusInternalServerError,
	models.CodeUnavailable:         http.StatusServiceUnavailable,
	models.CodeInvalid:             http.StatusUnprocessableEntity,
	models.CodeMalformed:           http.StatusBadRequest,
	models.CodeBodyTooLarge:        http.StatusRequestEntityTooLarge,
	models.CodeMethodNotAllowed:    http.StatusMethodNotAllowed,
	models.CodeUnsupportedMedia:    http.StatusUnsupportedMediaType,
	models.CodeUnknownField:        http.StatusUnprocessableEntity,
	models.CodeRequired:            http.StatusUnprocessableEntity,
	models.CodeOutOfRange:          http.StatusUnprocessableEntity,
	models.CodeTooLong:             http.StatusUnprocessableEntity,
	models.CodeTooMany:             http.StatusUnprocessableEntity,
	models.CodeControlCharacter:    http.StatusUnprocessableEntity,
	models.CodeNotOneOf:            http.StatusUnprocessableEntity,
	models.CodeWrongType:           http.StatusUnprocessableEntity,
	models.CodeInvalidEmail:        http.StatusUnprocessableEntity,
	models.CodeInvalidPhone:        http.StatusUnprocessableEntity,
	models.CodeInvalidAmount:       http.StatusUnprocessableEntity,
	models.CodeInvalidTime:         http.StatusUnprocessableEntity,
	models.CodeTimePassed:          http.StatusUnprocessableEntity,
	models.CodeTimeToCome:          http.StatusUnprocessableEntity,
	models.CodeInvalidTimeZone:     http.StatusUnprocessableEntity,
	models.CodeInvalidCursor:       http.StatusUnprocessableEntity,
	models.CodeInvalidCode:         http.StatusUnprocessableEntity,
	models.CodeInvalidSlug:         http.StatusUnprocessableEntity,
	models.CodeInvalidURL:          http.StatusUnprocessableEntity,
	models.CodeUnknownCurrency:     http.StatusUnprocessableEntity,
	models.CodeMixedCurrency:       http.StatusUnprocessableEntity,
	models.CodeSumTooLarge:         http.StatusUnprocessableEntity,
	models.CodeBootstrapToken:      http.StatusUnauthorized,
	models.CodeUnauthenticated:     http.StatusUnauthorized,
	models.CodeWrongLogin:          http.StatusUnauthorized,
	models.CodeTooManyAttempts:     http.StatusTooManyRequests,
	models.CodeInvalidTopic:        http.StatusUnprocessableEntity,
	models.CodeTooManyListening:    http.StatusTooManyRequests,
	models.CodeCrossOrigin:         http.StatusForbidden,
	models.CodeSecureOnly:          http.StatusForbidden,
	models.CodeSessionRequired:     http.StatusForbidden,
	models.CodeAnotherPerson:       http.StatusConflict,
	models.CodeWrongPassword:       http.StatusUnprocessableEntity,
	models.CodeTooShort:            http.StatusUnprocessableEntity,
	models.CodePasswordCommon:      http.StatusUnprocessableEntity,
	models.CodePasswordPerson:      http.StatusUnprocessableEntity,
	models.CodeLinkSpent:           http.StatusGone,
	models.CodeAlreadyJoined:       http.StatusConflict,
	models.CodeStaffInactive:       http.StatusConflict,
	models.CodeForbidden:           http.StatusForbidden,
	models.CodeGrantExceeded:       http.StatusForbidden,
	models.CodeOwnOrdersOnly:       http.StatusForbidden,
	models.CodeStageStays:          http.StatusUnprocessableEntity,
	models.CodeOnlyManagers:        http.StatusUnprocessableEntity,
	models.CodeNotFound:            http.StatusNotFound,
	models.CodeUnknownReference:    http.StatusUnprocessableEntity,
	models.CodeAlreadyExists:       http.StatusConflict,
	models.CodeConflict:            http.StatusConflict,
	models.CodeStale:               http.StatusPreconditionFailed,
	models.CodePreconditionMissing: http.StatusPreconditionRequired,
	models.CodeKeyReused:           http.StatusUnprocessableEntity,
	models.CodeKeyRunning:          http.StatusConflict,
	models.CodeConfirmRequired:     http.StatusConflict,

	models.CodeOfferArchived:       http.StatusUnprocessableEntity,
	models.CodeDuplicateOrder:      http.StatusConflict,
	models.CodeProductOwned:        http.StatusConflict,
	models.CodeRefundWanted:        http.StatusConflict,
	models.CodeLastItem:            http.StatusConflict,
	models.CodeStatusForbidden:     http.StatusConflict,
	models.CodeStatusNeedsMoney:    http.StatusConflict,
	models.CodeStatusHoldsMoney:    http.StatusConflict,
	models.CodeStatusLockedByMoney: http.StatusConflict,
	models.CodeStatusOnlyMoney:     http.StatusConflict,
	models.CodeStatusOnlyPeople:    http.StatusConflict,
	models.CodeMoneyInFlight:       http.StatusConflict,
	models.CodeAccessWouldEnd:      http.StatusConflict,
	models.CodeReasonNotAllowed:    http.StatusUnprocessableEntity,
	models.CodePaymentNotMovable:   http.StatusConflict,
	models.CodePaymentNotVoidable:  http.StatusConflict,
	models.CodeDepositTooLow:       http.StatusConflict,
	models.CodePartTooSmall:        http.StatusUnprocessableEntity,
	models.CodePartTooLarge:        http.StatusUnprocessableEntity,
	models.CodeLinkClosed:          http.StatusConflict,
	models.CodeBadSignature:        http.StatusUnauthorized,
	models.CodeGatewayOff:          http.StatusNotFound,
	models.CodeGatewayUnclear:      http.StatusServiceUnavailable,
	models.CodeDecisionClosed:      http.StatusConflict,
	models.CodeLetterNotUnknown:    http.StatusConflict,
	models.CodeTooManyLetters:      http.StatusTooManyRequests,
	models.CodeOrderFalse:          http.StatusConflict,
	models.CodeStageInUse:          http.StatusConflict,
	models.CodeSegmentInUse:        http.StatusConflict,

	models.CodeProcessInvalid:   http.StatusUnprocessableEntity,
	models.CodeDeadEnd:          http.StatusUnprocessableEntity,
	models.CodeUnreachable:      http.StatusUnprocessableEntity,
	models.CodeBusyLoop:         http.StatusUnprocessableEntity,
	models.CodeUnknownBlock:     http.StatusUnprocessableEntity,
	models.CodeUnknownExit:      http.StatusUnprocessableEntity,
	models.CodeExitTwice:        http.StatusUnprocessableEntity,
	models.CodeBlockTwice:       http.StatusUnprocessableEntity,
	models.CodeNoStart:          http.StatusUnprocessableEntity,
	models.CodeUnknownTemplate:  http.StatusUnprocessableEntity,
	models.CodeUnknownVariable:  http.StatusUnprocessableEntity,
	models.CodeTemplateSyntax:   http.StatusUnprocessableEntity,
	models.CodeForbiddenStatus:  http.StatusUnprocessableEntity,
	models.CodeWrongSubject:     http.StatusUnprocessableEntity,
	models.CodeProcessNotActive: http.StatusConflict,
	models.CodeNotFailed:        http.StatusConflict,
	models.CodeMovedOn:          http.StatusConflict,
	models.CodeNothingToSkip:    http.StatusConflict,
	models.CodeUnknownEvent:     http.StatusUnprocessableEntity,
	models.CodeChainTooLong:     http.StatusConflict,
	models.CodeSelfTrigger:      http.StatusUnprocessableEntity,

	models.CodeSegmentTooDeep:  http.StatusUnprocessableEntity,
	models.CodeSegmentTooWide:  http.StatusUnprocessableEntity,
	models.CodeUnknownRule:     http.StatusUnprocessableEntity,
	models.CodeUnknownOperator: http.StatusUnprocessableEntity,
	models.CodeRelationTooDeep: http.StatusUnprocessableEntity,
	models.CodeNotInTime:       http.StatusUnprocessableEntity,

	models.CodeBulkState:         http.StatusConflict,
	models.CodeLetterUndelivered: http.StatusConflict,
	models.CodeLetterRefused:     http.StatusConflict,
	models.CodeSchemaMismatch:    http.StatusServiceUnavailable,
	models.CodeLastOwner:         http.StatusConflict,

	models.CodePaymentNotRefundable: http.StatusConflict,
	models.CodeNothingToPay:         http.StatusConflict,
	models.CodeHasFailed:            http.StatusConflict,
}
