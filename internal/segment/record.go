package segment

import "github.com/orderflow/orderflow/models"

// Customer is a customer's row with what rules about it may reach. Only the
// relations that the rule names need be filled.
type Customer struct {
	models.Customer
	Tags      []string
	Orders    []*Order
	Purchases []*Purchase
	Payments  []*Payment
}

// Order is an order's row with what rules about it may reach.
type Order struct {
	models.Order
	Tags      []string
	Items     []*Item
	Customer  *Customer
	Payments  []*Payment
	Purchases []*Purchase
}

// Item is a line of an order with the code of its offer.
type Item struct {
	models.OrderItem
	OfferCode string
}

// Purchase is a purchase's row with its parents.
type Purchase struct {
	models.Purchase
	Customer *Customer
	Order    *Order
}

// Payment is a payment's row with its parents; Order is nil for one without an order.
type Payment struct {
	models.Payment
	Customer *Customer
	Order    *Order
}

// Value answers by the schema's names.
func (c *Customer) Value(field string) any {
	switch field {
	case "id":
		return c.ID
	case "email":
		return c.Email
	case "name":
		return c.Name
	case "phone":
		return c.Phone
	case "language":
		return c.Language
	case "time_zone":
		return c.TimeZone
	case "created_at":
		return c.CreatedAt
	case "tags":
		return c.Tags
	default:
		return nil
	}
}

// Value answers by the schema's names.
func (o *Order) Value(field string) any {
	switch field {
	case "id":
		return o.ID
	case "number":
		return o.Number
	case "foreign_number":
		return o.ForeignNumber
	case "status":
		return string(o.Status)
	case "cost":
		return o.Cost
	case "paid":
		return o.Paid
	case "left":
		return o.Left()
	case "currency":
		return string(o.Currency)
	case "paid_in_full":
		return o.PaidInFull
	case "board_id":
		return o.BoardID
	case "stage_id":
		return o.StageID
	case "manager_id":
		return o.ManagerID
	case "tags":
		return o.Tags
	case "created_via":
		return o.CreatedVia
	case "source":
		return o.Source
	case "refusal_reason":
		return o.RefusalReasonID
	default:
		return o.valueOfDates(field)
	}
}

func (o *Order) valueOfDates(field string) any {
	switch field {
	case "created_at":
		return o.CreatedAt
	case "updated_at":
		return o.UpdatedAt
	case "status_changed_at":
		return o.StatusChangedAt
	case "paid_at":
		return o.PaidAt
	case "completed_at":
		return o.CompletedAt
	case "payment_deadline":
		return o.PaymentDeadline
	default:
		return o.valueOfItems(field)
	}
}

// valueOfItems gathers over the lines.
func (o *Order) valueOfItems(field string) any {
	var ids []int64
	var codes []string
	for _, item := range o.Items {
		ids, codes = append(ids, item.OfferID), append(codes, item.OfferCode)
	}
	switch field {
	case "offer_id":
		return ids
	case "offer_code":
		return codes
	default:
		return nil
	}
}

// Value answers by the schema's names.
func (i *Item) Value(field string) any {
	switch field {
	case "offer_id":
		return i.OfferID
	case "offer_code":
		return i.OfferCode
	case "quantity":
		return i.Quantity
	case "price":
		return i.Price
	default:
		return nil
	}
}

// Value answers by the schema's names.
func (p *Purchase) Value(field string) any {
	switch field {
	case "id":
		return p.ID
	case "product_id":
		return p.ProductID
	case "status":
		return p.Status
	case "starts_at":
		return p.StartsAt
	case "ends_at":
		return p.EndsAt
	case "created_at":
		return p.CreatedAt
	default:
		return nil
	}
}

// Value answers by the schema's names.
func (p *Payment) Value(field string) any {
	switch field {
	case "id":
		return p.ID
	case "kind":
		return p.Kind
	case "gateway":
		return p.Gateway
	case "status":
		return p.State
	case "amount":
		return p.Amount
	case "currency":
		return string(p.Currency)
	case "paid_at":
		return p.PaidAt
	case "created_at":
		return p.CreatedAt
	default:
		return nil
	}
}
