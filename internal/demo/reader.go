package demo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// optional columns may be missing from a file or empty in a row.
var optional = []string{"name", "phone", "tags", "auto_complete", "late_policy", "quantity", "price", "kind"}

// Between these the clock can be driven: due times count from 1970 and must end before 9999.
var (
	earliest = time.Unix(0, 0).UTC()
	latest   = time.Date(9901, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// offerCode is how offers are named.
var offerCode = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$`)

type reader struct {
	input  *Input
	faults []error
	emails map[string]bool
	offers map[string]*Offer
	orders map[string]*Order
}

// line is one row of a file under reading.
type line struct {
	r      *reader
	file   string
	number int
	values map[string]string
	bad    *bool
}

func (l line) get(column string) string { return strings.TrimSpace(l.values[column]) }

// short is a text that the installation takes: at most so many characters.
func (l line) short(column string, most int) string {
	text := l.get(column)
	if utf8.RuneCountInString(text) > most {
		l.fault(column, "is longer than %d characters", most)
	}
	return text
}

func (l line) fault(column, reason string, args ...any) {
	*l.bad = true
	l.r.faults = append(l.r.faults, Fault{l.file, l.number, column, fmt.Sprintf(reason, args...)})
}

// read reads one file. known is false once a file could not be read at all:
// what the others say of it is not held against them then, only their headers are.
func (r *reader) read(path string, columns []string, row func(line), known bool) (readable bool) {
	f, err := os.Open(path) //nolint:gosec // the folder is the caller's
	if err != nil {
		r.faults = append(r.faults, Fault{filepath.Base(path), 1, "header", "cannot be read: " + reason(err)})
		return false
	}
	defer func() { _ = f.Close() }()
	c := csv.NewReader(f)
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if err != nil {
		r.faults = append(r.faults, Fault{filepath.Base(path), 1, "header", "the file is empty or unreadable"})
		return false
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	if !r.header(filepath.Base(path), head, columns) {
		return false
	}
	if known {
		r.rows(c, filepath.Base(path), head, row)
	}
	return known
}

// reason is why a file could not be opened, without its name.
func reason(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return err.Error()
}

func (r *reader) rows(c *csv.Reader, file string, head []string, row func(line)) {
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		l := line{r: r, file: file, values: map[string]string{}, bad: new(bool)}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			l.number, err = broken.StartLine, broken.Err
		}
		if err != nil {
			l.fault("row", "cannot be read: %v", err)
			return
		}
		l.number, _ = c.FieldPos(0)
		if len(record) != len(head) {
			l.fault("row", "has %d columns, the header has %d", len(record), len(head))
			continue
		}
		for i, name := range head {
			if !utf8.ValidString(record[i]) {
				l.fault(name, "is not UTF-8")
			} else if strings.ContainsFunc(strings.TrimSpace(record[i]), unicode.IsControl) {
				l.fault(name, "holds a line break or another control character")
			}
			l.values[name] = record[i]
		}
		row(l)
	}
}

func (r *reader) header(file string, head, columns []string) bool {
	ok := true
	for i, name := range head {
		if slices.Contains(head[:i], name) {
			r.faults = append(r.faults, Fault{file, 1, name, "the column stands twice"})
			ok = false
		}
		if !slices.Contains(columns, name) {
			r.faults = append(r.faults, Fault{file, 1, name, "unknown column; known are " + strings.Join(columns, ", ")})
			ok = false
		}
	}
	for _, name := range columns {
		if !slices.Contains(head, name) && (!slices.Contains(optional, name) || (file == "offers.csv" && name == "price")) {
			r.faults = append(r.faults, Fault{file, 1, name, "the column is missing"})
			ok = false
		}
	}
	return ok
}

func (r *reader) customer(l line) {
	email, err := models.NormalizeEmail(l.get("email"))
	if err != nil {
		l.fault("email", "%q is not an e-mail address", l.get("email"))
		return
	}
	if r.emails[email] {
		l.fault("email", "%s stands twice", email)
		return
	}
	r.emails[email] = true
	c := Customer{Email: email, Name: l.short("name", 200), Phone: l.short("phone", 40)}
	for tag := range strings.SplitSeq(l.get("tags"), ";") {
		if tag = strings.TrimSpace(tag); utf8.RuneCountInString(tag) > 64 {
			l.fault("tags", "%q is longer than 64 characters", tag)
		} else if tag != "" {
			c.Tags = append(c.Tags, tag)
		}
	}
	if len(c.Tags) > 50 {
		l.fault("tags", "are more than 50")
	}
	r.input.Customers = append(r.input.Customers, c)
}

func (r *reader) offer(l line) {
	o := &Offer{Code: l.get("code"), Title: l.short("title", 200), Currency: models.Currency(l.get("currency")), AutoComplete: true, LatePolicy: models.LateReopen}
	if !offerCode.MatchString(o.Code) {
		l.fault("code", "%q is not a code: letters, digits, dots, dashes and underscores, at most 64", o.Code)
	} else if r.offers[o.Code] != nil {
		l.fault("code", "%q stands twice", o.Code)
	}
	if o.Title == "" {
		l.fault("title", "is empty")
	}
	if !o.Currency.Known() {
		l.fault("currency", "%q is not a known ISO 4217 code", o.Currency)
	} else {
		o.Price = l.amount("price", o.Currency)
	}
	switch l.get("auto_complete") {
	case "", "yes":
	case "no":
		o.AutoComplete = false
	default:
		l.fault("auto_complete", "must be yes or no")
	}
	if policy := l.get("late_policy"); policy != "" {
		o.LatePolicy = policy
	}
	if !slices.Contains(models.LatePolicies, o.LatePolicy) {
		l.fault("late_policy", "must be one of %s", strings.Join(models.LatePolicies, ", "))
	}
	if !*l.bad {
		r.offers[o.Code] = o
		r.input.Offers = append(r.input.Offers, *o)
	}
}

func (l line) amount(column string, currency models.Currency) int64 {
	amount, err := models.ParseAmount(l.get(column), currency)
	if err != nil {
		places, _ := currency.Exponent()
		l.fault(column, "%q is not a sum in %s: at most %d decimal places, at most %s", l.get(column), currency, places, models.FormatAmount(models.MaxAmount, currency))
	}
	return amount
}

func (l line) time(column string) time.Time {
	at, err := time.Parse(time.RFC3339, l.get(column))
	at = at.UTC().Truncate(time.Microsecond)
	if err != nil {
		l.fault(column, "%q is not a time such as 2026-03-01T09:00:00Z", l.get(column))
	} else if at.Before(earliest) || !at.Before(latest) {
		l.fault(column, "%q is not between %d and %d", l.get(column), earliest.Year(), latest.Year()-1)
	}
	return at
}

func (r *reader) order(l line) {
	o := &Order{Number: l.short("number", 200), Email: strings.ToLower(l.get("email")), Quantity: 1, Offer: r.offers[l.get("offer_code")]}
	if o.Number == "" || r.orders[o.Number] != nil {
		l.fault("number", "%q is empty or stands twice", o.Number)
	}
	if !r.emails[o.Email] {
		l.fault("email", "%s is not in customers.csv", o.Email)
	}
	if text := l.get("quantity"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 || n > models.MaxQuantity {
			l.fault("quantity", "%q is not a number from 1 to %d", text, models.MaxQuantity)
		}
		o.Quantity = n
	}
	if o.Offer == nil {
		l.fault("offer_code", "%q is not in offers.csv", l.get("offer_code"))
	} else if o.Price = o.Offer.Price; l.get("price") != "" {
		o.Price = l.amount("price", o.Offer.Currency)
	}
	if _, ok := models.MulAmount(o.Price, o.Quantity); !ok {
		l.fault("price", "times the quantity is more than an order may cost")
	}
	o.CreatedAt = l.time("created_at")
	if !*l.bad {
		r.orders[o.Number] = o
		r.input.Orders = append(r.input.Orders, *o)
	}
}

func (r *reader) payment(l line) {
	p := Payment{Order: r.orders[l.get("order_number")], PaidAt: l.time("paid_at"), Kind: l.get("kind")}
	if p.Kind == "" {
		p.Kind = models.PaymentGateway
	}
	if p.Kind != models.PaymentGateway && p.Kind != models.PaymentManual {
		l.fault("kind", "must be gateway or manual")
	}
	if p.Order == nil {
		l.fault("order_number", "%q is not in orders.csv", l.get("order_number"))
		return
	}
	if p.Amount = l.amount("amount", p.Order.Offer.Currency); p.Amount == 0 && !*l.bad {
		l.fault("amount", "must be more than nothing")
	}
	if !*l.bad && p.PaidAt.Before(p.Order.CreatedAt) {
		l.fault("paid_at", "is before order %s was created (%s)", p.Order.Number, p.Order.CreatedAt.Format(time.RFC3339))
	}
	if !*l.bad {
		r.input.Payments = append(r.input.Payments, p)
	}
}
