package demo_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/demo"
)

// good is a small history without a fault; tests replace single files of it.
var good = map[string]string{
	"customers.csv": "email,name,phone,tags\nanna@example.com,Anna,+7900,webinar;vip\n",
	"offers.csv":    "code,title,price,currency,auto_complete,late_policy\ngo,Go,100.00,RUB,,\nyen,Yen,500,JPY,no,ask\n",
	"orders.csv":    "number,email,offer_code,quantity,price,created_at\n1,Anna@Example.com,go,,,2026-03-01T09:00:00Z\n2,anna@example.com,yen,2,300,2026-03-01T12:00:00+03:00\n",
	"payments.csv":  "order_number,amount,paid_at,kind\n1,100,2026-03-01T09:00:00Z,\n2,600,2026-03-02T09:00:00Z,manual\n",
}

func folder(t *testing.T, file, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range good {
		if name == file {
			content = text
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	return dir
}

func TestReadDefaults(t *testing.T) {
	t.Parallel()
	in, faults := demo.Read(folder(t, "", ""))
	require.Empty(t, faults)
	require.Equal(t, []string{"webinar", "vip"}, in.Customers[0].Tags)
	require.True(t, in.Offers[0].AutoComplete)
	require.Equal(t, "reopen", in.Offers[0].LatePolicy)
	require.False(t, in.Offers[1].AutoComplete)
	require.Equal(t, int64(10000), in.Orders[0].Cost(), "the offer's price, one of them")
	require.Equal(t, "anna@example.com", in.Orders[0].Email)
	require.Equal(t, int64(600), in.Orders[1].Cost(), "its own price, in a currency without decimals")
	require.Equal(t, in.Orders[0].CreatedAt, in.Orders[1].CreatedAt)
	require.Equal(t, "gateway", in.Payments[0].Kind)
	require.Equal(t, "manual", in.Payments[1].Kind)
}

func TestShippedInputIsGood(t *testing.T) {
	t.Parallel()
	in, faults := demo.Read("../../demo")
	require.Empty(t, faults)
	require.Len(t, in.Customers, 300)
	require.Len(t, in.Offers, 5)
	require.Len(t, in.Orders, 1000)
}

func TestBadRowsAreNamed(t *testing.T) {
	t.Parallel()
	const (
		customers = "email,name,phone,tags\n"
		offers    = "code,title,price,currency,auto_complete,late_policy\n"
		orders    = "number,email,offer_code,quantity,price,created_at\n"
		payments  = "order_number,amount,paid_at,kind\n"
	)
	for _, c := range []struct{ name, file, text, fault string }{
		{"unknown e-mail", "orders.csv", orders + "1,bob@example.com,go,,,2026-03-01T09:00:00Z\n", "orders.csv:2: email:"},
		{"unknown offer", "orders.csv", orders + "1,anna@example.com,rust,,,2026-03-01T09:00:00Z\n", "orders.csv:2: offer_code:"},
		{"number twice", "orders.csv", good["orders.csv"] + "1,anna@example.com,go,,,2026-03-01T09:00:00Z\n", "orders.csv:4: number:"},
		{"bad time", "orders.csv", orders + "1,anna@example.com,go,,,yesterday\n", "orders.csv:2: created_at:"},
		{"no quantity", "orders.csv", orders + "1,anna@example.com,go,0,,2026-03-01T09:00:00Z\n", "orders.csv:2: quantity:"},
		{"price with too many places", "orders.csv", orders + "1,anna@example.com,go,,1.005,2026-03-01T09:00:00Z\n", "orders.csv:2: price:"},
		{"price beyond everything", "orders.csv", orders + "1,anna@example.com,go,10000,9000000000.00,2026-03-01T09:00:00Z\n", "orders.csv:2: price:"},
		{"unknown order", "payments.csv", payments + "9,1,2026-03-02T09:00:00Z,\n", "payments.csv:2: order_number:"},
		{"payment before its order", "payments.csv", payments + "1,1,2026-03-01T08:59:59Z,\n", "payments.csv:2: paid_at:"},
		{"too many decimal places", "payments.csv", payments + "2,1.5,2026-03-02T09:00:00Z,\n", "payments.csv:2: amount:"},
		{"payment of nothing", "payments.csv", payments + "1,0,2026-03-02T09:00:00Z,\n", "payments.csv:2: amount:"},
		{"negative payment", "payments.csv", payments + "1,-5,2026-03-02T09:00:00Z,\n", "payments.csv:2: amount:"},
		{"unknown kind", "payments.csv", payments + "1,1,2026-03-02T09:00:00Z,barter\n", "payments.csv:2: kind:"},
		{"not an e-mail", "customers.csv", customers + "anna,Anna,,\n", "customers.csv:2: email:"},
		{"customer twice", "customers.csv", good["customers.csv"] + "ANNA@example.com,Anna,,\n", "customers.csv:3: email:"},
		{"offer twice", "offers.csv", good["offers.csv"] + "go,Go,1,RUB,,\n", "offers.csv:4: code:"},
		{"unknown currency", "offers.csv", offers + "go,Go,1,XXQ,,\n", "offers.csv:2: currency:"},
		{"bad policy", "offers.csv", offers + "go,Go,1,RUB,,shrug\n", "offers.csv:2: late_policy:"},
		{"bad flag", "offers.csv", offers + "go,Go,1,RUB,maybe,\n", "offers.csv:2: auto_complete:"},
		{"bad code", "offers.csv", offers + "go go,Go,1,RUB,,\n", "offers.csv:2: code:"},
		{"no title", "offers.csv", offers + "go,,1,RUB,,\n", "offers.csv:2: title:"},
		{"a long phone", "customers.csv", customers + "anna@example.com,Anna," + strings.Repeat("1", 41) + ",\n", "customers.csv:2: phone:"},
		{"not UTF-8", "customers.csv", customers + "anna@example.com,\xc0\xed\xed\xe0,,\n", "customers.csv:2: name:"},
		{"unknown column", "customers.csv", "email,colour\nanna@example.com,red\n", "customers.csv:1: colour:"},
		{"missing column", "payments.csv", "order_number,amount\n", "payments.csv:1: paid_at:"},
		{"column twice", "payments.csv", "order_number,amount,paid_at,amount\n", "payments.csv:1: amount:"},
		{"empty file", "payments.csv", "", "payments.csv:1: header:"},
		{"a short row", "payments.csv", payments + "1,1\n", "payments.csv:2: row:"},
		{"an open quote", "payments.csv", payments + "1,\"1,2026-03-02T09:00:00Z,\n", "payments.csv:2: row:"},
		{"a line break", "customers.csv", customers + "anna@example.com,\"An\nna\",,\n", "customers.csv:2: name: holds a line break"},
		{"a NUL", "customers.csv", customers + "anna@example.com,Anna,,a\x00b\n", "customers.csv:2: tags: holds a line break or another control"},
		{"after lines in quotes", "customers.csv", customers + "anna@example.com,\"An\nna\",,\nbob,Bob,,\n", "customers.csv:4: email:"},
		{"an open quote", "orders.csv", good["orders.csv"] + "3,\"anna@example.com,go,,,2026-03-01T09:00:00Z\n\n\n", "orders.csv:4: row: cannot be read: extraneous or missing"},
		{"a sum beyond everything", "offers.csv", offers + "go,Go,10000000000.01,RUB,,\n", "offers.csv:2: price: \"10000000000.01\" is not a sum in RUB: at most 2 decimal places, at most 10000000000.00"},
		{"before the clock begins", "orders.csv", orders + "1,anna@example.com,go,,,1969-12-31T23:59:59Z\n", "orders.csv:2: created_at: \"1969-12-31T23:59:59Z\" is not between 1970 and 9900"},
		{"after the clock ends", "payments.csv", payments + "1,1,9999-01-01T00:00:00Z,\n", "payments.csv:2: paid_at:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := demo.Read(folder(t, c.file, c.text))
			require.ErrorContains(t, errors.Join(faults...), c.fault)
		})
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, faults := demo.Read(folder(t, "orders.csv", "number,email,offer_code,created_at\n1,bob@example.com,rust,never\n1,bob@example.com,go,2026-03-01T09:00:00Z\n"))
	text := errors.Join(faults...).Error()
	for _, fault := range []string{"orders.csv:2: email:", "orders.csv:2: offer_code:", "orders.csv:2: created_at:", "orders.csv:3: email:", "payments.csv:2: order_number:"} {
		require.Contains(t, text, fault)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	_, faults := demo.Read(t.TempDir())
	require.Len(t, faults, 4)
	require.EqualError(t, faults[0], "customers.csv:1: header: cannot be read: no such file or directory")
}

func TestConsequencesAreNotReported(t *testing.T) {
	t.Parallel()
	dir := folder(t, "customers.csv", "mail\nanna@example.com\n")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "payments.csv"), []byte("order_number,amount,paid_at,sort\n"), 0o600))
	_, faults := demo.Read(dir)
	require.Len(t, faults, 3, "the orders' customers are not held against them: %v", faults)
	text := errors.Join(faults...).Error()
	for _, fault := range []string{"customers.csv:1: mail:", "customers.csv:1: email:", "payments.csv:1: sort:"} {
		require.Contains(t, text, fault)
	}
}
