package models_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// change is one asked change of status with the facts that hold at that moment.
type change struct {
	from, to models.Status
	by       models.Mover
	facts    models.Facts
}

func (c change) left() bool    { return c.facts.Paid < c.facts.Cost }
func (c change) person() bool  { return c.by == models.ByPerson }
func (c change) process() bool { return c.by == models.ByProcess }
func (c change) money() bool   { return c.by == models.ByMoney }

const allowed models.Code = ""

var (
	five        = []models.Status{"new", "in_work", "payment_waiting", "not_confirmed", "pending"}
	fiveAndPart = append([]models.Status{"part_payed"}, five...)
	movers      = []models.Mover{models.ByPerson, models.ByProcess, models.ByMoney}
)

// expected says what ST-12 and ST-4 want, written from their sentences and not from the table.
func expected(c change) models.Code {
	switch {
	case c.from == c.to:
		return allowed
	case c.from == "part_payed" && c.left() && c.facts.HoldsGateway && !c.money():
		return models.CodeStatusLockedByMoney
	case c.to == "part_payed":
		return expectedPart(c)
	case c.to == "payed":
		return expectedPayed(c)
	case c.to == "cancelled":
		return expectedCancelled(c)
	case c.to == "false":
		return expectedFalse(c)
	case c.from == "payed":
		return expectedReturn(c)
	default:
		return expectedFree(c)
	}
}

func expectedPart(c change) models.Code {
	if c.money() && (slices.Contains(five, c.from) || c.from == "payed" || c.from == "cancelled") {
		return allowed
	}
	return models.CodeStatusOnlyMoney
}

func expectedPayed(c change) models.Code {
	switch {
	case slices.Contains(fiveAndPart, c.from), c.from == "cancelled" && c.money(), c.from == "waiting_for_return" && c.person():
		return unless(c.left(), models.CodeStatusNeedsMoney)
	case c.from == "waiting_for_return" && c.process():
		return models.CodeStatusOnlyPeople
	default:
		return models.CodeStatusForbidden
	}
}

func expectedCancelled(c change) models.Code {
	open := slices.Contains(fiveAndPart, c.from)
	after := c.from == "payed" || c.from == "waiting_for_return"
	switch {
	case open && c.person():
		return allowed
	case open && c.process() && c.facts.HasMoney, after && c.person() && c.facts.HoldsMoney:
		return models.CodeStatusHoldsMoney
	case open && c.process():
		return unless(c.facts.InFlight, models.CodeMoneyInFlight)
	case after && c.person():
		return allowed
	case after && c.process():
		return models.CodeStatusOnlyPeople
	default:
		return models.CodeStatusForbidden
	}
}

func expectedFalse(c change) models.Code {
	open := slices.Contains(fiveAndPart, c.from)
	switch {
	case c.from == "payed" && c.process():
		return models.CodeStatusOnlyPeople
	case c.money(), !open && c.from != "payed":
		return models.CodeStatusForbidden
	case c.facts.HasMoney:
		return models.CodeStatusHoldsMoney
	default:
		return unless(c.facts.InFlight, models.CodeMoneyInFlight)
	}
}

// expectedReturn: out of payed towards work or a refund.
func expectedReturn(c change) models.Code {
	meant := c.to == "waiting_for_return" || c.to == "in_work"
	switch {
	case meant && c.person():
		return unless(!c.facts.Confirmed, models.CodeConfirmRequired)
	case meant && c.process():
		return models.CodeStatusOnlyPeople
	case c.to == "in_work":
		return allowed // the payments of a completed order were voided: ST-3 backwards
	default:
		return models.CodeStatusForbidden
	}
}

// expectedFree: into one of the five, or towards a refund from elsewhere than payed.
func expectedFree(c change) models.Code {
	reopened := c.from == "cancelled" || c.from == "false"
	into := slices.Contains(five, c.to)
	switch {
	case into && slices.Contains(five, c.from) && !c.money(), into && reopened && c.person():
		return allowed
	case into && reopened && c.process():
		return models.CodeStatusOnlyPeople
	case c.to == "in_work" && c.money() && (c.from == "part_payed" || c.from == "cancelled"):
		return allowed
	default:
		return models.CodeStatusForbidden
	}
}

func unless(bad bool, code models.Code) models.Code {
	if bad {
		return code
	}
	return allowed
}

func TestTransitions(t *testing.T) {
	t.Parallel()
	for _, from := range models.Statuses {
		for _, to := range models.Statuses {
			for _, by := range movers {
				t.Run(fmt.Sprintf("ST-12/%s→%s/%s", from, to, by), func(t *testing.T) {
					t.Parallel()
					for _, facts := range everyFacts() {
						c := change{from, to, by, facts}
						err := models.CheckTransition(from, to, by, facts)
						requireOutcome(t, c, err)
					}
				})
			}
		}
	}
}

// requireOutcome compares one answer with the rule; a refusal names both statuses.
func requireOutcome(t *testing.T, c change, err error) {
	t.Helper()
	want := expected(c)
	if want == allowed {
		require.NoError(t, err, "%+v", c)
		return
	}
	require.Error(t, err, "%+v: want %s", c, want)
	require.Equal(t, want, models.CodeOf(err), "%+v", c)
	for _, lang := range []string{"en", "ru"} {
		var e *models.Error
		require.ErrorAs(t, err, &e)
		require.Contains(t, e.Text(lang), "("+string(c.from)+")")
		require.Contains(t, e.Text(lang), "("+string(c.to)+")")
	}
}

// everyFacts walks sums × flags: free, unpaid, partly paid, paid, overpaid; all 32 combinations of the flags.
func everyFacts() []models.Facts {
	var all []models.Facts
	for _, sums := range [][2]int64{{0, 0}, {100, 0}, {100, 99}, {100, 100}, {100, 150}} {
		for bits := range 32 {
			all = append(all, models.Facts{
				Cost: sums[0], Paid: sums[1],
				HoldsMoney: bits&1 != 0, HoldsGateway: bits&2 != 0, InFlight: bits&4 != 0, Confirmed: bits&8 != 0, HasMoney: bits&16 != 0,
			})
		}
	}
	return all
}

func TestPartPayedWithGatewayMoneyIsLocked(t *testing.T) {
	t.Parallel()
	facts := models.Facts{Cost: 100, Paid: 50, HoldsMoney: true, HoldsGateway: true, Confirmed: true}
	for _, to := range models.Statuses {
		for _, by := range []models.Mover{models.ByPerson, models.ByProcess} {
			if to == models.StatusPartPayed {
				continue
			}
			t.Run(fmt.Sprintf("ST-4/%s/%s", to, by), func(t *testing.T) {
				t.Parallel()
				err := models.CheckTransition(models.StatusPartPayed, to, by, facts)
				require.True(t, models.IsCode(err, models.CodeStatusLockedByMoney), "got %v", err)
				require.ErrorContains(t, err, "move the payment to another order or to the deposit, or refund it")
			})
		}
	}
	t.Run("ST-4/the rest is paid", func(t *testing.T) {
		t.Parallel()
		facts := models.Facts{Cost: 100, Paid: 100, HoldsMoney: true, HoldsGateway: true}
		require.NoError(t, models.CheckTransition(models.StatusPartPayed, models.StatusPayed, models.ByPerson, facts))
	})
}

func TestStatusAfterMoney(t *testing.T) {
	t.Parallel()
	type given struct {
		current    models.Status
		cost, paid int64
		auto       bool
	}
	cases := []struct {
		name string
		given
		want models.Status
	}{
		{"ST-1/new and unpaid stays new", given{"new", 100, 0, true}, "new"},
		{"ST-1/zero cost completes at once", given{"new", 0, 0, true}, "payed"},
		{"ST-1/zero cost completes without automatic completion", given{"in_work", 0, 0, false}, "payed"},
		{"ST-2/paid in full completes", given{"payment_waiting", 100, 100, true}, "payed"},
		{"ST-2/overpaid completes", given{"pending", 100, 150, true}, "payed"},
		{"ST-2/the rest of a part completes", given{"part_payed", 100, 100, true}, "payed"},
		{"ST-2/without automatic completion keeps its status", given{"not_confirmed", 100, 100, false}, "not_confirmed"},
		{"ST-2/without automatic completion part_payed becomes in_work", given{"part_payed", 100, 100, false}, "in_work"},
		{"ST-2/completed by hand stays completed", given{"payed", 100, 120, false}, "payed"},
		{"ST-3/a part", given{"new", 100, 1, true}, "part_payed"},
		{"ST-3/one unit short", given{"in_work", 100, 99, true}, "part_payed"},
		{"ST-3/a second part", given{"part_payed", 100, 60, false}, "part_payed"},
		{"ST-3/the cost rises over a completed order", given{"payed", 200, 100, true}, "part_payed"},
		{"ST-3/the only part was taken back", given{"part_payed", 100, 0, true}, "in_work"},
		{"ST-8/reopened and paid", given{"cancelled", 100, 100, true}, "payed"},
		{"ST-8/reopened and paid without automatic completion", given{"cancelled", 100, 100, false}, "in_work"},
		{"ST-8/reopened by a part", given{"cancelled", 100, 40, true}, "part_payed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := models.StatusAfterMoney(c.current, c.cost, c.paid, c.auto)
			require.Equal(t, c.want, got)
			facts := models.Facts{Cost: c.cost, Paid: c.paid, HoldsMoney: c.paid > 0}
			require.NoError(t, models.CheckTransition(c.current, got, models.ByMoney, facts), "money may make this change")
		})
	}
}

// Whatever money does to an order that can take it, the table allows the change that follows.
func TestMoneyNeverLeadsToARefusedChange(t *testing.T) {
	t.Parallel()
	for _, from := range append([]models.Status{"payed", "cancelled"}, fiveAndPart...) {
		for _, facts := range everyFacts() {
			for _, auto := range []bool{false, true} {
				to := models.StatusAfterMoney(from, facts.Cost, facts.Paid, auto)
				err := models.CheckTransition(from, to, models.ByMoney, facts)
				require.NoError(t, err, "ST-2/%s→%s cost %d paid %d auto %v", from, to, facts.Cost, facts.Paid, auto)
			}
		}
	}
}
