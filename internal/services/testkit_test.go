package services_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

// epoch is when the tests' clock starts.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// bundle is the use cases over one fresh database, its clock and its people.
type bundle struct {
	*services.Service
	ctx                   context.Context
	clock                 *services.DrivenClock
	owner, admin, manager models.Actor
	seq                   atomic.Int64
	driver                string
	system, process       models.Actor
}

// both runs the test on SQLite and on PostgreSQL, each on a fresh database.
func both(t *testing.T, test func(t *testing.T, b *bundle)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, openBundle(t, store.Options{Driver: "sqlite", DSN: storetest.File(t)}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, onPostgres(t))
	})
}

// onPostgres is for what only PostgreSQL can show: transactions that run side by side.
func onPostgres(t *testing.T) *bundle {
	t.Helper()
	return openBundle(t, store.Options{Driver: "postgres", DSN: storetest.DSN(t), Connections: 24})
}

func openBundle(t *testing.T, options store.Options) *bundle {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(ctx))
	clock := services.NewDrivenClock(epoch)
	b := &bundle{
		Service: services.New(db, clock, services.Options{PublicURL: "https://school.example"}), ctx: ctx, clock: clock,
		owner:   models.Actor{Kind: models.ActorPerson, ID: 1, Role: models.RoleOwner},
		admin:   models.Actor{Kind: models.ActorPerson, ID: 2, Role: models.RoleAdministrator},
		manager: models.Actor{Kind: models.ActorPerson, ID: 3, Role: models.RoleManager},
		system:  models.System(), process: models.Actor{Kind: models.ActorProcess, ID: 7}, driver: options.Driver,
	}
	require.NoError(t, b.Setup(ctx, services.SetupParams{Language: "en", AccountName: "School"}))
	return b
}

func (b *bundle) next() int64 { return b.seq.Add(1) }

// pass moves the clock on.
func (b *bundle) pass(d time.Duration) { b.clock.MoveTo(b.clock.Now().Add(d)) }

func (b *bundle) customer(t *testing.T) int64 {
	t.Helper()
	n := b.next()
	c, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{Email: fmt.Sprintf("person%d@example.com", n), Name: fmt.Sprintf("Person %d", n)})
	require.NoError(t, err)
	return c.ID
}

func (b *bundle) product(t *testing.T) int64 {
	t.Helper()
	n := b.next()
	p, err := b.CreateProduct(b.ctx, b.owner, services.ProductParams{
		Title: fmt.Sprintf("Course %d", n), Instructions: "Open the door", Link: "https://courses.example/door",
	})
	require.NoError(t, err)
	return p.ID
}

// offer makes an offer at 100.00 RUB of one product; adjust changes its terms.
func (b *bundle) offer(t *testing.T, adjust ...func(*services.OfferParams)) services.OfferView {
	t.Helper()
	n := b.next()
	p := services.OfferParams{
		Offer: models.Offer{
			Code: fmt.Sprintf("offer-%d", n), Title: fmt.Sprintf("Offer %d", n), Currency: "RUB", Price: 10000,
			AutoComplete: true, LetterOnCreate: true,
		},
		ProductIDs: []int64{b.product(t)},
	}
	for _, f := range adjust {
		f(&p)
	}
	view, err := b.CreateOffer(b.ctx, b.owner, p)
	require.NoError(t, err)
	return *view
}

// order makes an order of one offer for a new customer.
func (b *bundle) order(t *testing.T, adjust ...func(*services.OfferParams)) *models.Order {
	t.Helper()
	return b.orderOf(t, b.customer(t), b.offer(t, adjust...).ID)
}

func (b *bundle) orderOf(t *testing.T, customer int64, offers ...int64) *models.Order {
	t.Helper()
	p := services.PlaceOrderParams{CustomerID: customer, Via: models.ViaAPI}
	for _, id := range offers {
		p.Items = append(p.Items, services.ItemSpec{OfferID: id, Quantity: 1})
	}
	result, err := b.PlaceOrder(b.ctx, b.owner, p)
	require.NoError(t, err)
	require.Equal(t, services.PlacedCreated, result.Outcome)
	return result.Order
}

// pay records a manual payment, also of more than what is left.
func (b *bundle) pay(t *testing.T, order, amount int64) *models.Payment {
	t.Helper()
	p, _, err := b.RecordPayment(b.ctx, b.owner, services.RecordPaymentParams{OrderID: order, Method: "cash", Amount: amount, Confirmed: true})
	require.NoError(t, err)
	return p
}

// notice is a gateway's success about an order.
func (b *bundle) notice(o *models.Order, amount int64) services.Notification {
	n := b.next()
	return services.Notification{
		EventID: fmt.Sprintf("event-%d", n), ExternalID: fmt.Sprintf("external-%d", n), Reference: o.PayToken, Amount: amount,
		Currency: o.Currency, Account: "school", AccountWanted: "school", Status: services.GatewaySucceeded, OccurredAt: b.clock.Now(), Body: "{}",
	}
}

// payByGateway lets a gateway notify of a payment nobody started here.
func (b *bundle) payByGateway(t *testing.T, o *models.Order, amount int64) *models.Payment {
	t.Helper()
	n := b.notice(o, amount)
	outcome, err := b.AcceptNotification(b.ctx, "test", n)
	require.NoError(t, err)
	require.Equal(t, services.OutcomeAccepted, outcome)
	return b.paymentByExternal(t, n.ExternalID)
}

func (b *bundle) paymentByExternal(t *testing.T, id string) *models.Payment {
	t.Helper()
	return one[models.Payment](t, b, "SELECT * FROM payments WHERE external_id = ?", id)
}

// start sends a customer to the gateway and gives the payment its external id.
func (b *bundle) start(t *testing.T, o *models.Order, amount int64) (*services.StartedPayment, string) {
	t.Helper()
	started, err := b.StartPayment(b.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test", Amount: amount})
	require.NoError(t, err)
	external := fmt.Sprintf("session-%d", b.next())
	require.NoError(t, b.PaymentStarted(b.ctx, started.PaymentID, external, "https://gateway.example/"+external))
	return started, external
}

func (b *bundle) change(t *testing.T, actor models.Actor, order int64, to models.Status) *models.Order {
	t.Helper()
	errs, err := b.ChangeStatuses(b.ctx, []services.StatusChange{{Actor: actor, OrderID: order, To: to, Confirmed: true}})
	require.NoError(t, err)
	require.NoError(t, errs[0])
	return b.get(t, order)
}

// refuse demands that the change is refused with the code and changes nothing.
func (b *bundle) refuse(t *testing.T, actor models.Actor, order int64, to models.Status, code models.Code) {
	t.Helper()
	before := b.get(t, order)
	errs, err := b.ChangeStatuses(b.ctx, []services.StatusChange{{Actor: actor, OrderID: order, To: to}})
	require.NoError(t, err)
	require.Equal(t, code, models.CodeOf(errs[0]), "%v", errs[0])
	require.Equal(t, before, b.get(t, order))
}

func (b *bundle) get(t *testing.T, order int64) *models.Order {
	t.Helper()
	o, err := b.GetOrder(b.ctx, b.owner, order)
	require.NoError(t, err)
	return o
}

func (b *bundle) payment(t *testing.T, id int64) *models.Payment {
	t.Helper()
	return one[models.Payment](t, b, "SELECT * FROM payments WHERE id = ?", id)
}

func (b *bundle) balance(t *testing.T, customer int64) int64 {
	t.Helper()
	rows, err := b.Deposits(b.ctx, b.owner, customer)
	require.NoError(t, err)
	for _, d := range rows {
		if d.Currency == "RUB" {
			return d.Balance
		}
	}
	return 0
}

func (b *bundle) topUp(t *testing.T, customer, amount int64) {
	t.Helper()
	_, err := b.TopUpDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: customer, Currency: "RUB", Amount: amount})
	require.NoError(t, err)
}

// openDecisions are the open questions about an order's money.
func (b *bundle) openDecisions(t *testing.T, order int64) []models.MoneyDecision {
	t.Helper()
	rows, _, err := b.ListDecisions(b.ctx, b.owner, services.DecisionFilter{OrderID: order})
	require.NoError(t, err)
	plain := make([]models.MoneyDecision, len(rows))
	for i, row := range rows {
		plain[i] = row.MoneyDecision
	}
	return plain
}

// historyKinds are the kinds of an order's history entries, in their order.
func (b *bundle) historyKinds(t *testing.T, order int64) []string {
	t.Helper()
	rows, _, err := b.OrderHistory(b.ctx, b.owner, order, services.HistoryPage{Page: services.Page{Limit: 200}})
	require.NoError(t, err)
	kinds := make([]string, len(rows))
	for i, row := range rows {
		kinds[i] = row.Kind
	}
	return kinds
}

// events are the kinds of the events that name an order, in their order.
func (b *bundle) events(t *testing.T, order int64) []models.EventKind {
	t.Helper()
	return all[models.EventKind](t, b, "SELECT kind FROM events WHERE order_id = ? ORDER BY id", order)
}

func (b *bundle) letters(t *testing.T, order int64) []string {
	t.Helper()
	return all[string](t, b, "SELECT template_code FROM letters WHERE order_id = ? ORDER BY id", order)
}

func (b *bundle) purchases(t *testing.T, order int64) []models.Purchase {
	t.Helper()
	rows, _, err := b.ListPurchases(b.ctx, b.owner, services.PurchaseFilter{OrderID: order})
	require.NoError(t, err)
	return rows
}

// count is the single number that a query answers with.
func (b *bundle) count(t *testing.T, sql string, args ...any) int64 {
	t.Helper()
	return *one[int64](t, b, sql, args...)
}

func one[T any](t *testing.T, b *bundle, sql string, args ...any) *T {
	t.Helper()
	rows := all[T](t, b, sql, args...)
	require.Len(t, rows, 1)
	return &rows[0]
}

func all[T any](t *testing.T, b *bundle, sql string, args ...any) []T {
	t.Helper()
	var rows []T
	require.NoError(t, b.Read(b.ctx, func(tx *store.Tx) error { return tx.Raw(sql, args...).Scan(&rows).Error }))
	return rows
}

func requireCode(t *testing.T, code models.Code, err error) {
	t.Helper()
	require.Equal(t, code, models.CodeOf(err), "%v", err)
}
