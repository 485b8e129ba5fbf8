package segment

// Related answers by the schema's names.
func (c *Customer) Related(relation string) []Object {
	switch relation {
	case "orders":
		return objects(c.Orders)
	case "purchases":
		return objects(c.Purchases)
	case "payments":
		return objects(c.Payments)
	default:
		return nil
	}
}

// Related answers by the schema's names.
func (o *Order) Related(relation string) []Object {
	switch relation {
	case "customer":
		return parent(o.Customer)
	case "items":
		return objects(o.Items)
	case "payments":
		return objects(o.Payments)
	case "purchases":
		return objects(o.Purchases)
	default:
		return nil
	}
}

// Related is none: a line leads nowhere.
func (i *Item) Related(string) []Object { return nil }

// Related answers by the schema's names.
func (p *Purchase) Related(relation string) []Object { return parents(relation, p.Customer, p.Order) }

// Related answers by the schema's names.
func (p *Payment) Related(relation string) []Object { return parents(relation, p.Customer, p.Order) }

func parents(relation string, customer *Customer, order *Order) []Object {
	switch relation {
	case "customer":
		return parent(customer)
	case "order":
		return parent(order)
	default:
		return nil
	}
}

// parent is a list of one, or of none when there is no parent.
func parent[T any, P interface {
	*T
	Object
}](one P) []Object {
	if one == nil {
		return nil
	}
	return []Object{one}
}

func objects[T Object](all []T) []Object {
	out := make([]Object, len(all))
	for i, o := range all {
		out[i] = o
	}
	return out
}
