package segment

import (
	"slices"

	"github.com/orderflow/orderflow/models"
)

// Type is what a field holds; it decides which operators fit (SEG-1).
type Type string

// The types. Sums are minor units, whatever the currency.
const (
	TypeID     Type = "id"
	TypeText   Type = "text"
	TypeNumber Type = "number"
	TypeMoney  Type = "money"
	TypeDate   Type = "date"
	TypeFlag   Type = "flag"
	TypeChoice Type = "choice"
	TypeTags   Type = "tag_set" // a set of texts
	TypeIDs    Type = "id_set"
)

// ObjectItem is a line of an order: reached from its order, never selected itself.
const ObjectItem models.SubjectKind = "item"

// Field is one entry of the schema.
type Field struct {
	Object   models.SubjectKind
	Name     string // without the object: "status"
	Type     Type
	Nullable bool     // may be absent; an empty text counts as absent
	Choices  []string // of a choice, all that it may be
	// Folded texts compare without regard to the case of Latin and Cyrillic letters.
	Folded bool
	// Lowered texts are stored in lower case; values are brought to it.
	Lowered bool
	// Refers says what an id names, for people who choose by title: "offer", "staff".
	Refers string
	// Within limits the field to orders of one status: its rules are false elsewhere (ST-11).
	Within models.Status
	fits   []Op
}

// FullName is the name in rules: "order.status".
func (f *Field) FullName() string { return string(f.Object) + "." + f.Name }

// Operators lists what the field may be compared by.
func (f *Field) Operators() []Op {
	if f.fits != nil {
		return f.fits
	}
	if f.Nullable {
		return append(slices.Clone(fitting[f.Type]), OpIsSet, OpIsNotSet)
	}
	return fitting[f.Type]
}

// Relation leads from an object to related ones.
type Relation struct {
	Name   string
	Target models.SubjectKind
	Many   bool // "has" counts many; "belongs_to" follows one
}

// ObjectSchema is what rules may ask of one kind of object.
type ObjectSchema struct {
	Object    models.SubjectKind
	Fields    []*Field
	Relations []*Relation
}

// schema is every field that a rule may name.
var schema = []*ObjectSchema{
	object(models.SubjectCustomer,
		Field{Name: "id", Type: TypeID},
		Field{Name: "email", Type: TypeText, Lowered: true},
		Field{Name: "name", Type: TypeText, Nullable: true, Folded: true},
		Field{Name: "phone", Type: TypeText, Nullable: true},
		Field{Name: "language", Type: TypeText, Nullable: true},
		Field{Name: "time_zone", Type: TypeText, Nullable: true},
		Field{Name: "created_at", Type: TypeDate},
		Field{Name: "tags", Type: TypeTags, Nullable: true},
	).with(
		Relation{"orders", models.SubjectOrder, true},
		Relation{"purchases", models.SubjectPurchase, true},
		Relation{"payments", models.SubjectPayment, true},
	),
	object(models.SubjectOrder,
		Field{Name: "id", Type: TypeID},
		Field{Name: "number", Type: TypeNumber},
		Field{Name: "foreign_number", Type: TypeText, Nullable: true},
		Field{Name: "status", Type: TypeChoice, Choices: texts(models.Statuses)},
		Field{Name: "cost", Type: TypeMoney},
		Field{Name: "paid", Type: TypeMoney},
		Field{Name: "left", Type: TypeMoney},
		Field{Name: "currency", Type: TypeChoice, Choices: texts(models.Currencies())},
		Field{Name: "paid_in_full", Type: TypeFlag},
		Field{Name: "board_id", Type: TypeID, Refers: "board"},
		Field{Name: "stage_id", Type: TypeID, Refers: "stage"},
		Field{Name: "manager_id", Type: TypeID, Refers: "staff", Nullable: true},
		Field{Name: "tags", Type: TypeTags, Nullable: true},
		Field{Name: "created_via", Type: TypeChoice, Choices: models.Vias},
		Field{Name: "source", Type: TypeText, Nullable: true},
		Field{Name: "created_at", Type: TypeDate},
		Field{Name: "updated_at", Type: TypeDate},
		Field{Name: "status_changed_at", Type: TypeDate},
		Field{Name: "paid_at", Type: TypeDate, Nullable: true},
		Field{Name: "completed_at", Type: TypeDate, Nullable: true},
		Field{Name: "payment_deadline", Type: TypeDate, Nullable: true},
		Field{
			Name: "refusal_reason", Type: TypeID, Refers: "refusal_reason", Nullable: true, Within: models.StatusCancelled,
			fits: []Op{OpIsSet, OpIsNotSet, OpOneOf},
		},
		Field{Name: "offer_id", Type: TypeIDs, Refers: "offer"},
		Field{Name: "offer_code", Type: TypeTags},
	).with(
		Relation{"customer", models.SubjectCustomer, false},
		Relation{"items", ObjectItem, true},
		Relation{"payments", models.SubjectPayment, true},
		Relation{"purchases", models.SubjectPurchase, true},
	),
	object(ObjectItem,
		Field{Name: "offer_id", Type: TypeID, Refers: "offer"},
		Field{Name: "offer_code", Type: TypeText},
		Field{Name: "quantity", Type: TypeNumber},
		Field{Name: "price", Type: TypeMoney},
	),
	object(models.SubjectPurchase,
		Field{Name: "id", Type: TypeID},
		Field{Name: "product_id", Type: TypeID, Refers: "product"},
		Field{Name: "status", Type: TypeChoice, Choices: []string{
			models.PurchaseActive, models.PurchaseNotStarted, models.PurchaseEnded, models.PurchaseCancelled,
		}},
		Field{Name: "starts_at", Type: TypeDate, Nullable: true},
		Field{Name: "ends_at", Type: TypeDate, Nullable: true},
		Field{Name: "created_at", Type: TypeDate},
	).with(
		Relation{"customer", models.SubjectCustomer, false},
		Relation{"order", models.SubjectOrder, false},
	),
	object(models.SubjectPayment,
		Field{Name: "id", Type: TypeID},
		Field{Name: "kind", Type: TypeChoice, Choices: []string{models.PaymentGateway, models.PaymentManual, models.PaymentDeposit}},
		Field{Name: "gateway", Type: TypeText, Nullable: true},
		Field{Name: "status", Type: TypeChoice, Choices: []string{
			models.PaymentInFlight, models.PaymentAccepted, models.PaymentFailed, models.PaymentVoided, models.PaymentMoved,
			models.PaymentRefunded,
		}},
		Field{Name: "amount", Type: TypeMoney},
		Field{Name: "currency", Type: TypeChoice, Choices: texts(models.Currencies())},
		Field{Name: "paid_at", Type: TypeDate, Nullable: true},
		Field{Name: "created_at", Type: TypeDate},
	).with(
		Relation{"customer", models.SubjectCustomer, false},
		Relation{"order", models.SubjectOrder, false},
	),
}

// Schema lists every object with its fields, operators and relations, for those who build rules (SEG-1).
func Schema() []*ObjectSchema { return schema }

func object(kind models.SubjectKind, fields ...Field) *ObjectSchema {
	s := &ObjectSchema{Object: kind}
	for _, f := range fields {
		f.Object = kind
		s.Fields = append(s.Fields, &f)
	}
	return s
}

func (s *ObjectSchema) with(relations ...Relation) *ObjectSchema {
	for _, r := range relations {
		s.Relations = append(s.Relations, &r)
	}
	return s
}

func schemaOf(kind models.SubjectKind) *ObjectSchema {
	for _, s := range schema {
		if s.Object == kind {
			return s
		}
	}
	return nil
}

func (s *ObjectSchema) field(fullName string) *Field {
	for _, f := range s.Fields {
		if f.FullName() == fullName {
			return f
		}
	}
	return nil
}

func (s *ObjectSchema) relation(name string, many bool) *Relation {
	for _, r := range s.Relations {
		if r.Name == name && r.Many == many {
			return r
		}
	}
	return nil
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
