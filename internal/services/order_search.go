package services

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
)

const (
	// fewCustomers is how many customers of a search are listed by id; for more
	// each order's customer is asked whether they match, which finds a page soon.
	fewCustomers = 2000
	// manyWords is from where on it does not matter how many words begin so.
	manyWords = 20_000
)

// searched is what a search comes to: orders by their numbers, and customers,
// listed when they are few and else described.
type searched struct {
	orders    []int64
	customers []int64
	many      condition // over orders, when the customers are too many to list
}

func (f *searched) nothing() bool {
	return len(f.orders) == 0 && len(f.customers) == 0 && f.many.sql == ""
}

// condition is the orders found, by number or by customer.
func (f *searched) condition() condition {
	var parts []string
	var args []any
	if len(f.orders) > 0 {
		parts, args = append(parts, "orders.id IN ?"), append(args, f.orders)
	}
	switch {
	case f.many.sql != "":
		parts, args = append(parts, f.many.sql), append(args, f.many.args...)
	case len(f.customers) > 0:
		parts, args = append(parts, "orders.customer_id IN ?"), append(args, f.customers)
	}
	if len(parts) == 0 {
		return condition{sql: "FALSE"}
	}
	return condition{sql: strings.Join(parts, " OR "), args: args}
}

// searchOrders looks up the orders whose own number is the text, and the
// customers in whom every word of it begins a word.
func (s *Service) searchOrders(ctx context.Context, text string) (*searched, error) {
	found := &searched{}
	err := s.store.Browse(ctx, func(tx *store.Tx) error {
		if err := found.numbers(tx, strings.TrimSpace(text)); err != nil {
			return err
		}
		return found.people(tx, termsOf(text), "orders.customer_id")
	})
	return found, err
}

// searchCustomers is the condition of the customers in whom every word of the
// text begins a word, over the table customers.
func (s *Service) searchCustomers(ctx context.Context, text string) (condition, error) {
	found := &searched{}
	err := s.store.Browse(ctx, func(tx *store.Tx) error { return found.people(tx, termsOf(text), "customers.id") })
	switch {
	case err != nil:
		return condition{}, err
	case found.many.sql != "":
		return found.many, nil
	case len(found.customers) == 0:
		return condition{sql: "FALSE"}, nil
	default:
		return condition{sql: "customers.id IN ?", args: []any{found.customers}}, nil
	}
}

// numbers finds an order by its own number, with # or without, or by its whole foreign number.
func (f *searched) numbers(tx *store.Tx, text string) error {
	if number, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64); err == nil {
		if err := tx.Raw("SELECT id FROM orders WHERE number = ?", number).Scan(&f.orders).Error; err != nil {
			return fmt.Errorf("search by number: %w", err)
		}
	}
	var foreign []int64
	err := tx.Raw("SELECT id FROM orders WHERE foreign_number = ?", text).Scan(&foreign).Error
	f.orders = unique(append(f.orders, foreign...))
	return wrapped("search by foreign number", err)
}

// people finds the customers of all terms; column is what holds a customer's id
// where the condition of many will stand.
func (f *searched) people(tx *store.Tx, terms []term, column string) error {
	if len(terms) == 0 {
		return nil
	}
	rarest, err := byRarity(tx, terms)
	if err != nil {
		return err
	}
	sql, args := rarest[0].sql("w.word")
	rest, more := also(rarest[1:], "w.customer_id")
	args = append(append(args, more...), fewCustomers+1)
	err = tx.Raw("SELECT DISTINCT w.customer_id FROM customer_words w WHERE "+sql+rest+" LIMIT ?", args...).Scan(&f.customers).Error
	if err != nil {
		return fmt.Errorf("search customers: %w", err)
	}
	if len(f.customers) > fewCustomers {
		f.customers = nil
		sql, args := also(terms, column)
		f.many = condition{sql: "(" + strings.TrimPrefix(sql, " AND ") + ")", args: args}
	}
	return nil
}

// also demands that the customer has a word for each term.
func also(terms []term, customer string) (string, []any) {
	var parts strings.Builder
	var args []any
	for _, t := range terms {
		sql, values := t.sql("x.word")
		parts.WriteString(" AND EXISTS (SELECT 1 FROM customer_words x WHERE x.customer_id = " + customer + " AND " + sql + ")")
		args = append(args, values...)
	}
	return parts.String(), args
}

// byRarity puts the term first that the fewest words begin with: a search walks
// those and asks about the others.
func byRarity(tx *store.Tx, terms []term) ([]term, error) {
	if len(terms) < 2 {
		return terms, nil
	}
	counts := make([]int64, len(terms))
	for i, t := range terms {
		sql, args := t.sql("w.word")
		err := tx.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM customer_words w WHERE "+sql+" LIMIT ?) few", append(args, manyWords)...).Scan(&counts[i]).Error
		if err != nil {
			return nil, fmt.Errorf("count words: %w", err)
		}
	}
	order := make([]int, len(terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[a], counts[b]) })
	sorted := make([]term, len(terms))
	for i, at := range order {
		sorted[i] = terms[at]
	}
	return sorted, nil
}
