package segmentsql

import "github.com/orderflow/orderflow/models"

// In these tables {t} stands for the alias of the object's own table.

// tables is where each kind of object lives.
var tables = map[models.SubjectKind]string{
	"customer": "customers", "order": "orders", "item": "order_items", "purchase": "purchases", "payment": "payments",
}

// columns is the value of every field that is not a set.
var columns = map[string]string{
	"customer.id": "{t}.id", "customer.email": "{t}.email", "customer.name": "{t}.name", "customer.phone": "{t}.phone",
	"customer.language": "{t}.language", "customer.time_zone": "{t}.time_zone", "customer.created_at": "{t}.created_at",

	"order.id": "{t}.id", "order.number": "{t}.number", "order.foreign_number": "{t}.foreign_number", "order.status": "{t}.status",
	"order.cost": "{t}.cost", "order.paid": "{t}.paid", "order.currency": "{t}.currency", "order.paid_in_full": "{t}.paid_in_full",
	"order.left":     "CASE WHEN {t}.cost > {t}.paid THEN {t}.cost - {t}.paid ELSE 0 END",
	"order.board_id": "{t}.board_id", "order.stage_id": "{t}.stage_id", "order.manager_id": "{t}.manager_id",
	"order.created_via": "{t}.created_via", "order.source": "{t}.source", "order.created_at": "{t}.created_at", "order.updated_at": "{t}.updated_at",
	"order.status_changed_at": "{t}.status_changed_at", "order.paid_at": "{t}.paid_at", "order.completed_at": "{t}.completed_at",
	"order.payment_deadline": "{t}.payment_deadline", "order.refusal_reason": "{t}.refusal_reason_id",

	"item.offer_id": "{t}.offer_id", "item.quantity": "{t}.quantity", "item.price": "{t}.price",
	"item.offer_code": "(SELECT f.code FROM offers f WHERE f.id = {t}.offer_id)",

	"purchase.id": "{t}.id", "purchase.product_id": "{t}.product_id", "purchase.status": "{t}.status",
	"purchase.starts_at": "{t}.starts_at", "purchase.ends_at": "{t}.ends_at", "purchase.created_at": "{t}.created_at",

	"payment.id": "{t}.id", "payment.kind": "{t}.kind", "payment.gateway": "{t}.gateway", "payment.status": "{t}.state",
	"payment.amount": "{t}.amount", "payment.currency": "{t}.currency", "payment.paid_at": "{t}.paid_at", "payment.created_at": "{t}.created_at",
}

// set is the rows that make the value of a set field.
type set struct{ from, column string }

var sets = map[string]set{
	"customer.tags":    {"customer_tags s WHERE s.customer_id = {t}.id", "s.tag"},
	"order.tags":       {"order_tags s WHERE s.order_id = {t}.id", "s.tag"},
	"order.offer_id":   {"order_items s WHERE s.order_id = {t}.id", "s.offer_id"},
	"order.offer_code": {"order_items s JOIN offers f ON f.id = s.offer_id WHERE s.order_id = {t}.id", "f.code"},
}

// joins is how the related row r belongs to {t}.
var joins = map[string]string{
	"customer.orders": "r.customer_id = {t}.id", "customer.purchases": "r.customer_id = {t}.id", "customer.payments": "r.customer_id = {t}.id",
	"order.customer": "r.id = {t}.customer_id", "order.items": "r.order_id = {t}.id",
	"order.payments": "r.order_id = {t}.id", "order.purchases": "r.order_id = {t}.id",
	"purchase.customer": "r.id = {t}.customer_id", "purchase.order": "r.id = {t}.order_id",
	"payment.customer": "r.id = {t}.customer_id", "payment.order": "r.id = {t}.order_id",
}
