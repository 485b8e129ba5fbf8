// Command generate writes the shipped input of `orderflow demo`: 300 customers,
// 5 offers, 1,000 orders and their payments, among them late, partial, double
// and missing ones. The seed is fixed, so the files are always the same.
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"time"
)

const seed = 20260301

// shape is how much to write.
type shape struct {
	customers, orders int
	span              time.Duration
}

func main() {
	dir := flag.String("out", "demo", "folder to write to")
	orders := flag.Int("orders", 1000, "number of orders")
	customers := flag.Int("customers", 300, "number of customers")
	days := flag.Int("days", 30, "days over which the orders are spread")
	flag.Parse()
	if err := write(*dir, shape{*customers, *orders, time.Duration(*days) * 24 * time.Hour}); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

type offer struct {
	code, title, price, currency, autoComplete, latePolicy string
	minor                                                  int64
}

var offers = []offer{
	{"course-go", "Go from scratch", "14900.00", "RUB", "yes", "reopen", 1490000},
	{"course-sql", "SQL for analysts", "9900.00", "RUB", "yes", "reopen", 990000},
	{"coaching", "Personal coaching, month", "45000.00", "RUB", "no", "reopen", 4500000},
	{"club", "Club membership, quarter", "6000.00", "RUB", "yes", "deposit", 600000},
	{"intensive", "Weekend intensive", "2990.00", "RUB", "yes", "ask", 299000},
}

var (
	names    = []string{"Anna", "Boris", "Vera", "Gleb", "Daria", "Egor", "Zhanna", "Igor", "Klara", "Lev", "Maria", "Nikita", "Olga", "Pavel", "Rita", "Semyon"}
	surnames = []string{"Abramova", "Belov", "Volkova", "Gromov", "Denisova", "Ershov", "Zimina", "Ivanov", "Kotova", "Lebedev", "Morozova", "Novikov"}
	tags     = []string{"", "webinar", "newsletter", "webinar;vip", "referral"}
	start    = time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
)

type row = []string

func write(dir string, s shape) error {
	r := rand.New(rand.NewPCG(seed, uint64(s.orders))) //nolint:gosec // the same input every time is the point
	customers, emails := makeCustomers(r, s.customers)
	orders, payments := makeOrders(r, s, emails)
	files := []struct {
		name string
		head row
		rows []row
	}{
		{"customers.csv", row{"email", "name", "phone", "tags"}, customers},
		{"offers.csv", row{"code", "title", "price", "currency", "auto_complete", "late_policy"}, makeOffers()},
		{"orders.csv", row{"number", "email", "offer_code", "quantity", "price", "created_at"}, orders},
		{"payments.csv", row{"order_number", "amount", "paid_at", "kind"}, payments},
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("create: %w", err)
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.name), f.head, f.rows); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(path string, head row, rows []row) error {
	f, err := os.Create(path) //nolint:gosec // the folder is the caller's
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	w := csv.NewWriter(f)
	_ = w.Write(head)
	_ = w.WriteAll(rows)
	if err := w.Error(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}

func makeCustomers(r *rand.Rand, n int) (rows []row, emails []string) {
	for i := range n {
		name, surname := names[r.IntN(len(names))], surnames[r.IntN(len(surnames))]
		email := fmt.Sprintf("student%03d@example.com", i+1)
		emails = append(emails, email)
		rows = append(rows, row{email, name + " " + surname, fmt.Sprintf("+7900%07d", r.IntN(10_000_000)), tags[r.IntN(len(tags))]})
	}
	return rows, emails
}

func makeOffers() []row {
	rows := make([]row, len(offers))
	for i, o := range offers {
		rows[i] = row{o.code, o.title, o.price, o.currency, o.autoComplete, o.latePolicy}
	}
	return rows
}

func makeOrders(r *rand.Rand, s shape, emails []string) (orders, payments []row) {
	type timed struct {
		at time.Time
		row
	}
	var paid []timed
	created := make([]time.Time, s.orders)
	for i := range created {
		created[i] = start.Add(time.Duration(r.Int64N(int64(s.span/time.Second))) * time.Second)
	}
	sort.Slice(created, func(i, j int) bool { return created[i].Before(created[j]) })
	for i, at := range created {
		o, number, quantity := offers[r.IntN(len(offers))], strconv.Itoa(i+1), int64(1)
		if r.IntN(20) == 0 {
			quantity = 2
		}
		orders = append(orders, row{number, emails[r.IntN(len(emails))], o.code, strconv.FormatInt(quantity, 10), "", at.Format(time.RFC3339)})
		for _, p := range habit(r, at, o.minor*quantity) {
			paid = append(paid, timed{p.at, row{number, decimal(p.amount), p.at.Format(time.RFC3339), p.kind}})
		}
	}
	sort.SliceStable(paid, func(i, j int) bool { return paid[i].at.Before(paid[j].at) })
	for _, p := range paid {
		payments = append(payments, p.row)
	}
	return orders, payments
}

type payment struct {
	at     time.Time
	amount int64
	kind   string
}

// habit is how one customer pays: at once, after a reminder, in parts, twice, too late, never.
func habit(r *rand.Rand, created time.Time, cost int64) []payment {
	after := func(from, to time.Duration) time.Time {
		return created.Add(from + time.Duration(r.Int64N(int64((to-from)/time.Second)))*time.Second)
	}
	const day = 24 * time.Hour
	switch n := r.IntN(100); {
	case n < 35:
		return []payment{{after(2*time.Minute, day), cost, "gateway"}}
	case n < 50:
		return []payment{{after(day, 3*day), cost, "gateway"}}
	case n < 58:
		return []payment{{after(time.Hour, day), cost / 2, "gateway"}, {after(day, 6*day), cost - cost/2, "manual"}}
	case n < 63:
		return []payment{{after(time.Hour, 2*day), cost / 3, "gateway"}}
	case n < 67:
		return []payment{{after(time.Hour, 2*day), cost, "gateway"}, {after(2*day, 4*day), cost, "gateway"}}
	case n < 74:
		return []payment{{after(3*day+time.Hour, 9*day), cost, "gateway"}}
	case n < 76:
		return []payment{{created.Add(day), cost, "manual"}}
	case n < 78:
		return []payment{{created.Add(3 * day), cost, "gateway"}}
	default:
		return nil
	}
}

func decimal(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }
