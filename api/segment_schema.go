package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// SegmentObject is what rules may ask of one kind of object.
type SegmentObject struct {
	Object    string            `json:"object" enum:"customer,order,item,purchase,payment"`
	Fields    []SegmentField    `json:"fields"`
	Relations []SegmentRelation `json:"relations"`
}

// SegmentField is one field and the operators that fit it.
type SegmentField struct {
	Name      string            `json:"name"`
	Title     string            `json:"title" doc:"For people, in the language of Accept-Language"`
	Type      string            `json:"type" enum:"id,text,number,money,date,flag,choice,tag_set,id_set"`
	Refers    string            `json:"refers,omitempty" enum:"board,stage,staff,offer,product,refusal_reason" doc:"Of ids: what they name"`
	Operators []SegmentOperator `json:"operators"`
	Choices   []SegmentChoice   `json:"choices,omitempty"`
}

// SegmentOperator is how a field is compared.
type SegmentOperator string

// Schema lists them.
func (SegmentOperator) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, op := range segment.Operators {
		s.Enum = append(s.Enum, string(op))
	}
	return s
}

// SegmentChoice is one value that a choice may have.
type SegmentChoice struct {
	Value      string `json:"value"`
	Title      string `json:"title"`
	FilterOnly bool   `json:"filter_only,omitempty" doc:"May be asked for only by the filter of the order list (ST-6)"`
}

// SegmentRelation leads to related objects, one level deep.
type SegmentRelation struct {
	Name   string `json:"name"`
	Title  string `json:"title" doc:"For people, in the language of Accept-Language"`
	Object string `json:"object" enum:"customer,order,item,purchase,payment"`
	Many   bool   `json:"many" doc:"has counts many; belongs_to follows one"`
}

func (a *api) segmentSchema(ctx context.Context, _ *nothing) (*plain[Page[SegmentObject]], error) {
	language := callOf(ctx).language
	return listed(segment.Schema(), func(o **segment.ObjectSchema) SegmentObject {
		return SegmentObject{
			Object:    string((*o).Object),
			Fields:    each((*o).Fields, func(f **segment.Field) SegmentField { return showField(*f, language) }),
			Relations: each((*o).Relations, func(r **segment.Relation) SegmentRelation { return showRelation(*r, language) }),
		}
	}), nil
}

func showRelation(r *segment.Relation, language string) SegmentRelation {
	return SegmentRelation{r.Name, r.Title(language), string(r.Target), r.Many}
}

func showField(f *segment.Field, language string) SegmentField {
	return SegmentField{
		Name: f.FullName(), Title: f.Title(language), Type: string(f.Type), Refers: f.Refers,
		Operators: each(f.Operators(), func(op *segment.Op) SegmentOperator { return SegmentOperator(*op) }),
		Choices: each(f.Choices, func(choice *string) SegmentChoice {
			hidden := f.FullName() == "order.status" && *choice == string(models.StatusFalse)
			return SegmentChoice{*choice, f.ChoiceTitle(*choice, language), hidden}
		}),
	}
}

// SegmentMember is an object as people know it; what its kind does not have is absent.
type SegmentMember struct {
	ID         int64  `json:"id"`
	OrderID    int64  `json:"order_id,omitempty"`
	Number     int64  `json:"number,omitempty" doc:"Of the order"`
	CustomerID int64  `json:"customer_id"`
	Customer   string `json:"customer" doc:"Name, or the e-mail of who has none"`
	Title      string `json:"title,omitempty" doc:"Of a purchase: the product"`
	Status     string `json:"status,omitempty"`
	Amount     int64  `json:"amount,omitempty" doc:"Of an order its cost, of a payment its sum; minor units"`
	Currency   string `json:"currency,omitempty"`
}

func showMember(m *services.ObjectName) SegmentMember {
	name := m.Customer
	if name == "" {
		name = m.Email
	}
	return SegmentMember{m.ID, m.OrderID, m.Number, m.CustomerID, name, m.Title, m.Status, m.Amount, string(m.Currency)}
}
