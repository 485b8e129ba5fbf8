package bench

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// query is a named question; its path varies with every asking.
type query struct {
	name string
	path func(int) string
}

// deepPages is how many pages of 200 the deep page lies behind.
const deepPages = 250

// queries are the twelve pages that people ask for.
func (s *school) queries(ctx context.Context) ([]query, error) {
	deep, err := s.deep(ctx)
	if err != nil {
		return nil, err
	}
	return []query{
		{"newest", orders()},
		{"deep page", orders("cursor", deep)},
		{"open ones, oldest first", orders("status", "new,in_work,payment_waiting", "ascending", "true")},
		{"dearest of a status", orders("status", "payed", "sort", "cost")},
		{"most to pay", orders("sort", "left")},
		{"by customer's name", orders("sort", "customer", "ascending", "true")},
		{"a manager's, last changed", varied(func(i int) []string {
			return []string{"manager_id", fmt.Sprint(2 + i%seedManagers), "sort", "updated_at"}
		})},
		{"a month", varied(func(i int) []string {
			from := time.Now().AddDate(0, -1-i%30, 0)
			return []string{"created_from", from.UTC().Format(time.RFC3339), "created_to", from.AddDate(0, 1, 0).UTC().Format(time.RFC3339)}
		})},
		{"a tag and a sum", orders("filter", `{"all":[{"field":"order.tags","op":"contains","value":"vip"},{"field":"order.cost","op":"gte","value":1500000}]}`)},
		{"unpaid of an offer", varied(func(i int) []string {
			return []string{"filter", fmt.Sprintf(`{"all":[{"field":"order.offer_id","op":"contains","value":%d},{"field":"order.left","op":"gt","value":0},{"field":"order.status","op":"is","value":"part_payed"}]}`, 1+i%seedOffers)}
		})},
		{"search", varied(func(i int) []string { return []string{"search", s.words(i)} })},
		{"cards of a stage", func(i int) string { return fmt.Sprintf("/api/v1/boards/1/cards?stage_id=%d&limit=60", 1+i%4) }},
	}, nil
}

// words is what somebody types: a number, an e-mail, a phone's end, a name, the beginning of one.
func (s *school) words(i int) string {
	names, families := strings.Split(femaleNames, ","), strings.Split(surnames, ",")
	switch i % 5 {
	case 0:
		return fmt.Sprint(firstClone + 1 + (i*7919)%s.options.count(seedOrders, 1000))
	case 1:
		return fmt.Sprintf("person%d@", 1+(i*104729)%s.options.count(seedCustomers, 300))
	case 2:
		return fmt.Sprintf("%04d", (i*31)%10_000)
	case 3:
		return names[i%len(names)] + " " + families[i/5%len(families)]
	default:
		return string([]rune(families[i%len(families)])[:3])
	}
}

// counts are what is counted beside them.
func (s *school) counts() []query {
	summary := func(pairs ...string) func(int) string {
		return func(int) string { return "/api/v1/orders/summary?" + encoded(pairs) }
	}
	return []query{
		{"count of all", summary()},
		{"count of a status", summary("status", "cancelled")},
		{"count of a rule", summary("filter", `{"field":"order.tags","op":"contains","value":"vip"}`)},
		{"count of a search", summary("search", "Анна")},
		{"columns of a board", func(int) string { return "/api/v1/boards/1/columns" }},
	}
}

// reports are the dashboard's.
func reports() []query {
	return []query{
		{"dashboard of 30 days", dashboard(30, "day")},
		{"dashboard of a year", dashboard(365, "month")},
		{"dashboard of a year by offer", dashboard(365, "offer")},
		{"unpaid by age", func(int) string { return "/api/v1/dashboard/unpaid" }},
	}
}

func dashboard(days int, by string) func(int) string {
	return func(int) string {
		now := time.Now().UTC()
		return "/api/v1/dashboard?" + encoded([]string{"from", now.AddDate(0, 0, 1-days).Format(time.DateOnly), "to", now.Format(time.DateOnly), "by", by})
	}
}

// orders is a page of the list, always the same.
func orders(pairs ...string) func(int) string {
	return varied(func(int) []string { return pairs })
}

func varied(pairs func(int) []string) func(int) string {
	return func(i int) string { return "/api/v1/orders?limit=60&" + encoded(pairs(i)) }
}

func encoded(pairs []string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

// deep is the cursor of a page far down, or of the last that there is.
func (s *school) deep(ctx context.Context) (string, error) {
	cursor := ""
	for range deepPages {
		var page struct {
			Next string `json:"next"`
		}
		path := "/api/v1/orders?limit=200"
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		if err := s.api.get(ctx, path, &page); err != nil {
			return "", err
		}
		if page.Next == "" {
			break
		}
		cursor = page.Next
	}
	return cursor, nil
}
