package models

// Every code of the system, with its sentence in texts.go, its HTTP status in
// api/problems.go and its retry class below. Tests hold the tables complete.
const (
	CodeInternal            Code = "internal"
	CodeUnavailable         Code = "unavailable"
	CodeInvalid             Code = "invalid"
	CodeMalformed           Code = "malformed_body"
	CodeBodyTooLarge        Code = "body_too_large"
	CodeUnknownField        Code = "unknown_field"
	CodeRequired            Code = "required"
	CodeOutOfRange          Code = "out_of_range"
	CodeTooLong             Code = "too_long"
	CodeTooMany             Code = "too_many"
	CodeControlCharacter    Code = "control_character"
	CodeNotOneOf            Code = "not_one_of"
	CodeWrongType           Code = "wrong_type"
	CodeInvalidEmail        Code = "invalid_email"
	CodeInvalidPhone        Code = "invalid_phone"
	CodeInvalidAmount       Code = "invalid_amount"
	CodeInvalidTime         Code = "invalid_time"
	CodeInvalidTimeZone     Code = "invalid_time_zone"
	CodeInvalidCursor       Code = "invalid_cursor"
	CodeUnknownCurrency     Code = "unknown_currency"
	CodeMixedCurrency       Code = "mixed_currency"
	CodeSumTooLarge         Code = "sum_too_large"
	CodeBootstrapToken      Code = "invalid_bootstrap_token"
	CodeUnauthenticated     Code = "unauthenticated"
	CodeForbidden           Code = "forbidden"
	CodeGrantExceeded       Code = "grant_exceeded"
	CodeNotFound            Code = "not_found"
	CodeUnknownReference    Code = "unknown_reference"
	CodeAlreadyExists       Code = "already_exists"
	CodeConflict            Code = "conflict"
	CodeStale               Code = "stale"
	CodePreconditionMissing Code = "precondition_missing"
	CodeKeyReused           Code = "idempotency_key_reused"
	CodeKeyRunning          Code = "idempotency_key_running"
	CodeConfirmRequired     Code = "confirmation_required"

	CodeOfferArchived       Code = "offer_archived"
	CodeDuplicateOrder      Code = "duplicate_order"
	CodeLastItem            Code = "last_item"
	CodeStatusForbidden     Code = "status_change_forbidden"
	CodeStatusNeedsMoney    Code = "status_needs_money"
	CodeStatusHoldsMoney    Code = "status_holds_money"
	CodeStatusLockedByMoney Code = "status_locked_by_money"
	CodeStatusOnlyMoney     Code = "status_only_money"
	CodeStatusOnlyPeople    Code = "status_only_people"
	CodeMoneyInFlight       Code = "money_in_flight"
	CodeAccessWouldEnd      Code = "access_would_end"
	CodeReasonNotAllowed    Code = "reason_not_allowed"
	CodePaymentNotMovable   Code = "payment_not_movable"
	CodePaymentNotVoidable  Code = "payment_not_voidable"
	CodeDepositTooLow       Code = "deposit_too_low"
	CodePartTooSmall        Code = "part_too_small"
	CodeLinkClosed          Code = "payment_link_closed"
	CodeBadSignature        Code = "bad_signature"
	CodeGatewayOff          Code = "gateway_off"
	CodeGatewayUnclear      Code = "gateway_unclear"
	CodeDecisionClosed      Code = "decision_closed"

	CodeProcessInvalid   Code = "process_invalid"
	CodeDeadEnd          Code = "dead_end"
	CodeUnreachable      Code = "unreachable"
	CodeBusyLoop         Code = "loop_without_pause"
	CodeUnknownBlock     Code = "unknown_block"
	CodeUnknownExit      Code = "unknown_exit"
	CodeExitTwice        Code = "exit_connected_twice"
	CodeBlockTwice       Code = "block_id_twice"
	CodeNoStart          Code = "no_start"
	CodeUnknownTemplate  Code = "unknown_template"
	CodeUnknownVariable  Code = "unknown_variable"
	CodeTemplateSyntax   Code = "template_syntax"
	CodeForbiddenStatus  Code = "forbidden_status"
	CodeWrongSubject     Code = "wrong_subject"
	CodeProcessNotActive Code = "process_not_active"
	CodeNotFailed        Code = "enrollment_not_failed"
	CodeMovedOn          Code = "enrollment_moved_on"
	CodeNothingToSkip    Code = "nothing_to_skip"
	CodeUnknownEvent     Code = "unknown_event"
	CodeChainTooLong     Code = "chain_too_long"
	CodeSelfTrigger      Code = "self_trigger"

	CodeSegmentTooDeep  Code = "segment_too_deep"
	CodeSegmentTooWide  Code = "segment_too_wide"
	CodeUnknownRule     Code = "unknown_rule"
	CodeUnknownOperator Code = "unknown_operator"
	CodeRelationTooDeep Code = "relation_too_deep"
	CodeNotInTime       Code = "rule_not_predictable"

	CodeBulkState         Code = "bulk_wrong_state"
	CodeLetterUndelivered Code = "letter_undelivered"
	CodeLetterRefused     Code = "letter_refused"
	CodeSchemaMismatch    Code = "schema_mismatch"
	CodeLastOwner         Code = "last_owner"
	CodeInvalidCode       Code = "invalid_code"
	CodeInvalidSlug       Code = "invalid_slug"
	CodeInvalidURL        Code = "invalid_url"
	CodeStageInUse        Code = "stage_in_use"
	CodeSegmentInUse      Code = "segment_in_use"

	CodeMethodNotAllowed Code = "method_not_allowed"
	CodeUnsupportedMedia Code = "unsupported_media_type"

	CodeProductOwned Code = "product_owned"

	CodeRefundWanted Code = "refund_wanted"

	CodePartTooLarge Code = "part_too_large"

	CodeOwnOrdersOnly   Code = "own_orders_only"
	CodeOnlyManagers    Code = "only_managers"
	CodeWrongLogin      Code = "wrong_login"
	CodeTooManyAttempts Code = "too_many_attempts"
	CodeCrossOrigin     Code = "cross_origin"
	CodeSecureOnly      Code = "secure_connection_required"
	CodeSessionRequired Code = "session_required"
	CodeAnotherPerson   Code = "another_person"
	CodeWrongPassword   Code = "wrong_password"
	CodeTooShort        Code = "too_short"
	CodePasswordCommon  Code = "password_common"
	CodePasswordPerson  Code = "password_personal"
	CodeLinkSpent       Code = "link_spent"
	CodeAlreadyJoined   Code = "already_joined"
	CodeStaffInactive   Code = "staff_inactive"
	CodeStageStays      Code = "stage_stays"

	CodeLetterNotUnknown Code = "letter_not_unknown"
	CodeTooManyLetters   Code = "too_many_letters"
	CodeOrderFalse       Code = "order_is_false"

	CodeTimePassed Code = "time_passed"
	CodeTimeToCome Code = "time_to_come"

	CodeInvalidTopic     Code = "invalid_topic"
	CodeTooManyListening Code = "too_many_listening"

	CodePaymentNotRefundable Code = "payment_not_refundable"
	CodeNothingToPay         Code = "nothing_to_pay"
	CodeHasFailed            Code = "enrollment_has_failed"
)

// Retriable tells automation what to do after a failure: true means that the
// same call may succeed later without anybody changing anything.
func (c Code) Retriable() bool {
	switch c {
	case CodeInternal, CodeUnavailable, CodeConflict, CodeStale, CodeKeyRunning, CodeMoneyInFlight,
		CodeGatewayUnclear, CodeLetterUndelivered:
		return true
	default:
		return false
	}
}
