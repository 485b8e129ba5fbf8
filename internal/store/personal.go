package store

import "strings"

// Privacy says whether a column may hold data about a person (PRIV-1).
type Privacy string

// Erasing a customer blanks or replaces what is personal; what is plain stays.
const (
	Personal Privacy = "personal"
	Plain    Privacy = "plain"
)

// codes is the reason of most plain columns.
const codes = "ids, codes, sums, counts and times"

// privacyGroup is columns of one table that are alike, and why.
type privacyGroup struct {
	privacy Privacy
	reason  string
	columns string
}

// Column is the privacy of one column.
type Column struct {
	Table, Name string
	Privacy     Privacy
	Reason      string
}

// Columns lists every column of the schema. A test holds it to the migrated
// databases: whoever adds a column decides here what erasure does with it.
func Columns() []Column {
	var list []Column
	for table, groups := range privacy {
		for _, g := range groups {
			for _, name := range strings.Fields(g.columns) {
				list = append(list, Column{table, name, g.privacy, g.reason})
			}
		}
	}
	return list
}

var privacy = map[string][]privacyGroup{
	"installation": {
		{Plain, "of the school", "account_name seller contact time_zone language"},
		{Plain, codes, "id code demo version created_at"},
	},
	"clock": {
		{Plain, codes, "id mode scale virtual_at real_at"},
	},
	"schema_compatibility": {
		{Plain, codes, "id oldest"},
	},
	"automation_stops": {
		{Plain, codes, "order_id actor_kind actor_id at"},
	},
	"staff": {
		{Personal, "who works here", "name email language"},
		{Plain, codes, "id role active own_orders_only version created_at updated_at"},
	},
	"staff_grants": {
		{Plain, codes, "staff_id grant_right cap granted_by created_at"},
	},
	"api_tokens": {
		{Personal, "free text of its owner", "title"},
		{Plain, "SHA-256 of a secret", "hash"},
		{Plain, codes, "id staff_id scopes bootstrap expires_at revoked_at last_used_at created_at"},
	},
	"passwords": {
		{Plain, "argon2id of a secret", "hash"},
		{Plain, codes, "staff_id changed_at"},
	},
	"sessions": {
		{Plain, "SHA-256 of a secret", "hash"},
		{Plain, "words of a fixed list", "browser system"},
		{Plain, codes, "id staff_id created_at seen_at expires_at"},
	},
	"staff_links": {
		{Plain, codes, "id staff_id purpose created_by created_at expires_at"},
	},
	"staff_link_keys": {
		{Plain, "SHA-256 of a secret", "hash"},
		{Plain, codes, "link_id"},
	},
	"secrets": {
		{Plain, "random, made here", "value"},
		{Plain, codes, "name"},
	},
	"attempts": {
		{Plain, "keyed hash of an address or an e-mail; forgotten after a day", "key"},
		{Plain, codes, "failures last_at next_at"},
	},
	"audit": {
		{Plain, codes, "id at staff_id credential_kind credential_id action subject_kind subject_id outcome code request_id"},
	},
	"idempotency_keys": {
		{Personal, "the answer repeats what was sent; forgotten after seven days", "response"},
		{Plain, "method and path with ids; hashes", "request body_hash"},
		{Plain, "chosen by a program", "key"},
		{Plain, codes, "staff_id run state status created_at"},
	},
	"customers": {
		{Personal, "contacts", "email name phone language time_zone"},
		{Personal, "the name, to sort by", "sort_name"},
		{Personal, "addresses by which the customer came", "source"},
		{Plain, codes, "id version words_version created_at updated_at"},
	},
	"customer_words": {
		{Personal, "parts of name, e-mail and phone, to search by", "word"},
		{Plain, codes, "customer_id"},
	},
	"customer_tags": {
		{Plain, "a label of the school", "tag"},
		{Plain, codes, "customer_id"},
	},
	"customer_history": {
		{Plain, "JSON of ids, codes and names of fields", "data"},
		{Plain, codes, "id customer_id kind actor_kind actor_id enrollment_id at"},
	},
	"products": {
		{Plain, "what the school sells", "title instructions link"},
		{Plain, codes, "id archived version created_at updated_at"},
	},
	"offers": {
		{Plain, "what the school sells", "code title paid_text paid_url"},
		{Plain, codes, "id currency price auto_complete late_policy late_person_policy duplicate_policy letter_on_create " +
			"deadline_days deadline_action smallest_part order_again access_start access_start_days " +
			"access_start_at access_end access_end_days access_end_at archived version created_at updated_at"},
	},
	"offer_products": {
		{Plain, codes, "offer_id product_id"},
	},
	"sales_pages": {
		{Plain, "what the school sells", "slug title text"},
		{Plain, codes, "id language several phone_required active version created_at updated_at"},
	},
	"sales_page_offers": {
		{Plain, codes, "page_id offer_id ordinal"},
	},
	"consent_texts": {
		{Plain, "what the school asks for", "text"},
		{Plain, codes, "id page_id kind number created_at"},
	},
	"consents": {
		{Plain, codes, "id customer_id text_id form_id given_at revoked_at"},
	},
	"sales_forms": {
		{Personal, "as the visitor typed it", "name phone"},
		{Plain, "hash of a random key and what was typed", "key"},
		{Plain, codes, "id page_id customer_id order_id at"},
	},
	"boards": {
		{Plain, "name given by the school", "title"},
		{Plain, codes, "id is_default version created_at updated_at"},
	},
	"stages": {
		{Plain, "name given by the school", "title color"},
		{Plain, codes, "id board_id ordinal archived"},
	},
	"refusal_reasons": {
		{Plain, "name given by the school", "name"},
		{Plain, codes, "id ordinal archived version created_at updated_at"},
	},
	"orders": {
		{Personal, "free text of staff", "cancel_comment"},
		{Personal, "addresses by which the customer came", "source"},
		{Personal, "opens the payment page; erasure replaces it", "pay_token"},
		{Plain, "number in another system", "foreign_number"},
		{Plain, codes, "id number customer_id currency list_cost cost paid paid_in_full status board_id stage_id manager_id " +
			"created_via created_by_kind created_by_id created_by_enrollment_id refusal_reason_id cancelled_by part_asked auto_complete " +
			"late_policy late_person_policy payment_deadline deadline_action version created_at updated_at " +
			"status_changed_at paid_at completed_at"},
	},
	"order_views": {
		{Personal, "a rule or a search may name an address", "query"},
		{Personal, "free text of staff", "title"},
		{Plain, codes, "id staff_id columns shared version created_at updated_at"},
	},
	"order_items": {
		{Plain, "what the school sells", "title"},
		{Plain, codes, "id order_id offer_id quantity price list_price auto_complete late_policy late_person_policy " +
			"smallest_part products access_start access_start_days access_start_at access_end access_end_days " +
			"access_end_at created_at"},
	},
	"order_tags": {
		{Plain, "a label of the school", "tag"},
		{Plain, codes, "order_id"},
	},
	"order_history": {
		{Personal, "free text, the only one in history", "comment"},
		{Plain, "JSON of ids, codes and sums", "data"},
		{Plain, codes, "id order_id kind actor_kind actor_id enrollment_id at"},
	},
	"payments": {
		{Personal, "free text of staff", "comment void_reason"},
		{Personal, "page of the gateway, may name the payer", "redirect_url"},
		{Plain, "ids of the gateway", "gateway external_id"},
		{Plain, codes, "id order_id customer_id kind method state amount currency moved_from_order_id refund_wanted " +
			"ask_after created_by_kind created_by_id paid_at created_at updated_at"},
	},
	"gateway_notifications": {
		{Personal, "as the gateway sent it, may name the payer", "body"},
		{Plain, "ids of the gateway", "event_id external_id"},
		{Plain, codes, "id gateway state outcome payment_id received_at processed_at"},
	},
	"test_gateway_sessions": {
		{Personal, "leads back to the payment page", "return_url"},
		{Plain, "number of the order", "description"},
		{Plain, "ids of the gateway", "external_id reference"},
		{Plain, codes, "amount currency state created_at"},
	},
	"money_decisions": {
		{Plain, codes, "id reason order_id customer_id payment_id notification_id amount currency state resolution closed_by " +
			"closed_at created_at"},
	},
	"deposits": {
		{Plain, codes, "customer_id currency balance"},
	},
	"deposit_entries": {
		{Personal, "free text of staff", "comment"},
		{Plain, codes, "id customer_id currency kind amount balance_after order_id payment_id actor_kind actor_id at"},
	},
	"purchases": {
		{Personal, "opens the purchase; erasure replaces it", "link_token"},
		{Plain, "what the school sells", "title"},
		{Plain, codes, "id order_id item_id customer_id product_id status starts_at ends_at next_change created_at " +
			"updated_at"},
	},
	"segments": {
		{Personal, "a rule may name an address", "rule"},
		{Plain, "name given by the school", "title"},
		{Plain, codes, "id object version created_at updated_at"},
	},
	"letter_templates": {
		{Plain, "the pattern, before it is filled", "subject html text_part"},
		{Plain, "name given by the school", "title"},
		{Plain, codes, "id code language revision kind created_by created_at"},
	},
	"letters": {
		{Personal, "the address", "recipient"},
		{Personal, "the rendered letter", "subject html text_part"},
		{Personal, "words of the mail server, may repeat the address", "reason"},
		{Plain, "ids and codes", "cause guard message_id"},
		{Plain, codes, "id cause_kind process_id enrollment_id block event_id customer_id staff_id order_id purchase_id template_code " +
			"template_id kind part lane state batch_id attempts next_try created_at sending_at sent_at"},
	},
	"letter_batches": {
		{Plain, codes, "id lane workflow_id state started_at created_at run beats"},
	},
	"processes": {
		{Plain, "what the school automates", "title draft layout"},
		{Plain, codes, "id subject state revision_id version created_at updated_at updated_by"},
	},
	"process_stops": {
		{Plain, codes, "process_id actor_kind actor_id at"},
	},
	"process_revisions": {
		{Plain, "what the school automates", "definition hash"},
		{Plain, codes, "id process_id number published_by published_at"},
	},
	"process_schedules": {
		{Plain, codes, "process_id trigger_index revision_id every_seconds sweep_revision_id next_run last_run active"},
	},
	"segment_matches": {
		{Plain, codes, "process_id trigger_index subject_id"},
	},
	"cohorts": {
		{Plain, codes, "id process_id revision_id lane workflow_id run_id state joined wake answered signalled_at created_at " +
			"closed_at"},
	},
	"enrollments": {
		{Plain, "JSON of ids", "chain"},
		{Plain, codes, "id process_id revision_id subject_kind subject_id customer_id order_id entry_key exclusive lane " +
			"state outcome cause_event_id cause_kind actor_kind actor_id created_at ended_at"},
	},
	"tokens": {
		{Plain, "a code", "error"},
		{Plain, codes, "enrollment_id token process_id revision_id customer_id cohort_id block visit entered_at due look_at " +
			"woken attempt state wake"},
	},
	"steps": {
		{Plain, "JSON of ids and codes", "data"},
		{Plain, "a code", "error"},
		{Plain, codes, "enrollment_id token visit block kind exit result attempts due at"},
	},
	"tallies": {
		{Plain, codes, "id process_id block steps passed"},
	},
	"entry_refusals": {
		{Plain, codes, "process_id subject_kind subject_id reason event_id at"},
	},
	"events": {
		{Plain, "JSON of ids, codes and sums", "data chain"},
		{Plain, codes, "id kind schema_version lane subject_kind subject_id customer_id order_id actor_kind actor_id " +
			"enrollment_id occurred_at"},
	},
	"outbox": {
		{Plain, "a code", "error"},
		{Plain, codes, "lane event_id occurred_at parked attempts next_try"},
	},
	"bulk_operations": {
		{Personal, "a rule or a search may name an address", "rule search"},
		{Personal, "free text of staff", "comment"},
		{Plain, "JSON of ids and codes", "params"},
		{Plain, codes, "id kind object state workflow_id created_by snapshot_until snapshot_done total done skipped failed " +
			"version created_at started_at finished_at told_at"},
	},
	"bulk_items": {
		{Plain, codes, "operation_id subject_id state result_id reason at"},
	},
}
