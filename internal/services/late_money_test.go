package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// late is an order that was cancelled, or made false, before its money came.
type late struct {
	by     models.Actor
	to     models.Status
	policy func(*services.OfferParams)
}

func automationPolicy(policy string) func(*services.OfferParams) {
	return func(p *services.OfferParams) { p.LatePolicy = policy }
}

func personPolicy(policy string) func(*services.OfferParams) {
	return func(p *services.OfferParams) { p.LatePersonPolicy = policy }
}

func TestLateMoney(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		auto := func(policy string) late { return late{b.process, models.StatusCancelled, automationPolicy(policy)} }
		cases := map[string]struct {
			late
			want  string
			while models.Status
		}{
			"ST-8/reopen":         {auto(models.LateReopen), models.LateReopen, models.StatusPayed},
			"ST-8/default":        {auto(""), models.LateReopen, models.StatusPayed},
			"ST-8/deposit":        {auto(models.LateDeposit), models.LateDeposit, models.StatusCancelled},
			"ST-8/refund":         {auto(models.LateRefund), models.LateRefund, models.StatusCancelled},
			"ST-8/ask":            {auto(models.LateAsk), models.LateAsk, models.StatusCancelled},
			"ST-8/system":         {late{b.system, models.StatusCancelled, automationPolicy("")}, models.LateReopen, models.StatusPayed},
			"ST-8/person":         {late{b.owner, models.StatusCancelled, automationPolicy("")}, models.LateAsk, models.StatusCancelled},
			"ST-8/person-deposit": {late{b.owner, models.StatusCancelled, personPolicy(models.LateDeposit)}, models.LateDeposit, models.StatusCancelled},
			"ST-8/person-refund":  {late{b.owner, models.StatusCancelled, personPolicy(models.LateRefund)}, models.LateRefund, models.StatusCancelled},
			"ST-8/false":          {late{b.owner, models.StatusFalse, automationPolicy("")}, models.LateAsk, models.StatusFalse},
			"ST-8/false-process":  {late{b.process, models.StatusFalse, automationPolicy("")}, models.LateAsk, models.StatusFalse},
			"ST-8/false-deposit":  {late{b.owner, models.StatusFalse, personPolicy(models.LateDeposit)}, models.LateDeposit, models.StatusFalse},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				o := b.order(t, c.policy)
				b.change(t, c.by, o.ID, c.to)
				p := b.payByGateway(t, o, o.Cost)
				b.requireLate(t, o, p, c.want, c.while)
			})
		}
		t.Run("ST-8/partial-reopens-partly", func(t *testing.T) {
			o := b.order(t)
			b.change(t, b.process, o.ID, models.StatusCancelled)
			b.payByGateway(t, o, 2500)
			require.Equal(t, models.StatusPartPayed, b.get(t, o.ID).Status)
		})
		t.Run("ST-8/not-auto-complete", func(t *testing.T) {
			o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
			b.change(t, b.process, o.ID, models.StatusCancelled)
			b.payByGateway(t, o, o.Cost)
			got := b.get(t, o.ID)
			require.Equal(t, models.StatusInWork, got.Status)
			require.True(t, got.PaidInFull)
		})
		t.Run("ST-8/manual-money-is-late-too", func(t *testing.T) {
			o := b.order(t, automationPolicy(models.LateAsk))
			b.change(t, b.process, o.ID, models.StatusCancelled)
			p := b.pay(t, o.ID, o.Cost)
			b.requireLate(t, o, b.payment(t, p.ID), models.LateAsk, models.StatusCancelled)
		})
		t.Run("ST-8/most-cautious", func(t *testing.T) { mostCautiousWins(t, b) })
		t.Run("ST-8/most-cautious-after-a-person", func(t *testing.T) { mostCautiousAfterAPerson(t, b) })
	})
}

// requireLate holds what every policy promises: recorded, in history, and in
// Money to decide until closed; never accepted money on a cancelled order outside it.
func (b *bundle) requireLate(t *testing.T, o *models.Order, p *models.Payment, policy string, status models.Status) {
	t.Helper()
	got, row := b.get(t, o.ID), b.payment(t, p.ID)
	require.Equal(t, status, got.Status)
	require.Contains(t, b.historyKinds(t, o.ID), models.HistoryPayment)
	require.Contains(t, b.historyKinds(t, o.ID), models.HistoryLateMoney)
	require.Contains(t, b.events(t, o.ID), models.EventPaymentReceived)
	open := b.openDecisions(t, o.ID)
	switch policy {
	case models.LateReopen:
		require.Empty(t, open)
		require.Equal(t, []int64{o.Cost, 0}, []int64{got.Paid, b.balance(t, o.CustomerID)})
		require.Contains(t, b.letters(t, o.ID), models.TemplatePaymentReceived)
	case models.LateDeposit:
		require.Empty(t, open)
		require.Equal(t, models.PaymentMoved, row.State)
		require.Equal(t, []int64{0, o.Cost}, []int64{got.Paid, b.balance(t, o.CustomerID)})
	case models.LateRefund:
		require.True(t, row.RefundWanted)
		require.Equal(t, models.DecideRefundWanted, open[0].Reason)
	case models.LateAsk:
		require.Equal(t, models.PaymentAccepted, row.State)
		require.Equal(t, models.DecideLateMoney, open[0].Reason)
		require.Equal(t, o.Cost, open[0].Amount)
	}
	require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM money_decisions WHERE payment_id = ?", p.ID))
}

func mostCautiousWins(t *testing.T, b *bundle) {
	for i, cautious := range models.LatePolicies {
		for _, other := range models.LatePolicies[:i+1] {
			customer := b.customer(t)
			o := b.orderOf(t, customer, b.offer(t, automationPolicy(other)).ID, b.offer(t, automationPolicy(cautious)).ID)
			require.Equal(t, cautious, o.LatePolicy)
		}
	}
}

// mostCautiousAfterAPerson: an order that a person cancelled has policies of its own, of which the most cautious counts, too.
func mostCautiousAfterAPerson(t *testing.T, b *bundle) {
	for i, cautious := range models.LatePolicies[1:] {
		for _, other := range models.LatePolicies[1 : i+2] {
			for _, pair := range [][2]string{{other, cautious}, {cautious, other}} {
				o := b.orderOf(t, b.customer(t), b.offer(t, personPolicy(pair[0])).ID, b.offer(t, personPolicy(pair[1])).ID)
				b.change(t, b.owner, o.ID, models.StatusCancelled)
				b.requireLate(t, o, b.payByGateway(t, o, o.Cost), cautious, models.StatusCancelled)
			}
		}
	}
}

func TestResolveDecisions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		asked := func(t *testing.T, to models.Status) (*models.Order, *models.Payment, models.MoneyDecision) {
			t.Helper()
			o := b.order(t)
			b.change(t, b.owner, o.ID, to)
			p := b.payByGateway(t, o, o.Cost+500)
			open := b.openDecisions(t, o.ID)
			require.Len(t, open, 1)
			return o, p, open[0]
		}
		resolve := func(t *testing.T, d models.MoneyDecision, resolution string) {
			t.Helper()
			closed, err := b.ResolveDecision(b.ctx, b.admin, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: resolution, Comment: "as agreed"})
			require.NoError(t, err)
			require.Equal(t, []string{models.DecisionClosed, resolution}, []string{closed.State, closed.Resolution})
			require.Equal(t, b.admin.ID, *closed.ClosedBy)
		}
		for _, from := range []models.Status{models.StatusCancelled, models.StatusFalse} {
			t.Run("ST-8/decide/reopen/"+string(from), func(t *testing.T) {
				o, _, d := asked(t, from)
				resolve(t, d, models.ResolveReopen)
				require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
				require.EqualValues(t, 500, b.balance(t, o.CustomerID), "the surplus goes to the deposit")
				require.Equal(t, models.PurchaseActive, b.purchases(t, o.ID)[0].Status)
				require.Contains(t, b.events(t, o.ID), models.EventOrderPaidInFull)
			})
		}
		t.Run("ST-8/decide/deposit", func(t *testing.T) {
			o, p, d := asked(t, models.StatusCancelled)
			resolve(t, d, models.ResolveDeposit)
			require.Equal(t, models.StatusCancelled, b.get(t, o.ID).Status)
			require.EqualValues(t, 10500, b.balance(t, o.CustomerID))
			require.Equal(t, models.PaymentMoved, b.payment(t, p.ID).State)
			require.Zero(t, b.get(t, o.ID).Paid)
		})
		t.Run("ST-8/decide/refund", func(t *testing.T) {
			o, p, d := asked(t, models.StatusCancelled)
			resolve(t, d, models.ResolveRefund)
			require.True(t, b.payment(t, p.ID).RefundWanted)
			open := b.openDecisions(t, o.ID)
			require.Equal(t, models.DecideRefundWanted, open[0].Reason, "it stays listed until the money is given back")
			resolve(t, open[0], models.ResolveRefunded)
			require.Equal(t, models.PaymentRefunded, b.payment(t, p.ID).State)
			require.Zero(t, b.get(t, o.ID).Paid)
			require.Empty(t, b.openDecisions(t, o.ID))
		})
		t.Run("ST-8/decide/by-reopening", func(t *testing.T) {
			o, _, _ := asked(t, models.StatusCancelled)
			require.Equal(t, models.StatusPayed, b.change(t, b.owner, o.ID, models.StatusNew).Status, "the status follows from the money")
			require.Empty(t, b.openDecisions(t, o.ID))
		})
		t.Run("ST-8/decide/by-moving", func(t *testing.T) {
			o, p, _ := asked(t, models.StatusCancelled)
			_, err := b.MovePayment(b.ctx, b.owner, services.MovePaymentParams{PaymentID: p.ID})
			require.NoError(t, err)
			require.Empty(t, b.openDecisions(t, o.ID))
		})
		t.Run("ST-8/decide/twice", func(t *testing.T) {
			_, _, d := asked(t, models.StatusCancelled)
			resolve(t, d, models.ResolveDeposit)
			_, err := b.ResolveDecision(b.ctx, b.admin, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveDeposit})
			requireCode(t, models.CodeDecisionClosed, err)
		})
		t.Run("ST-8/decide/wrong-answer", func(t *testing.T) {
			_, _, d := asked(t, models.StatusCancelled)
			_, err := b.ResolveDecision(b.ctx, b.admin, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveDismiss})
			requireCode(t, models.CodeNotOneOf, err)
			_, err = b.ResolveDecision(b.ctx, b.manager, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveDeposit})
			requireCode(t, models.CodeForbidden, err)
		})
		t.Run("ST-8/cancelled-with-money", func(t *testing.T) {
			o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
			p := b.pay(t, o.ID, o.Cost)
			b.change(t, b.owner, o.ID, models.StatusCancelled)
			open := b.openDecisions(t, o.ID)
			require.Len(t, open, 1)
			require.Equal(t, models.DecideCancelledPaid, open[0].Reason)
			require.Equal(t, p.ID, *open[0].PaymentID)
		})
	})
}
