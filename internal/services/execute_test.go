package services_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

const day = 24 * time.Hour

func (b *bundle) withLetters(t *testing.T) *bundle {
	t.Helper()
	var rows []models.LetterTemplate
	for _, code := range []string{models.TemplateOrderCreated, models.TemplatePaymentReceived, models.TemplatePaymentReminder, models.TemplatePaymentThanks} {
		rows = append(rows, models.LetterTemplate{Code: code, Language: "en", Kind: models.TemplateService, Subject: "s", HTML: "h", TextPart: "t"})
	}
	require.NoError(t, b.Setup(b.ctx, services.SetupParams{Language: "en", AccountName: "School", Templates: rows}))
	return b
}

func TestUnpaidProcess(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
		unpaid, paid, part := b.order(t), b.order(t), b.order(t)
		b.settle(t)
		b.pass(day)
		b.settle(t)
		require.Equal(t, models.StatusNew, b.get(t, unpaid.ID).Status)
		b.pay(t, paid.ID, 10000)
		b.pay(t, part.ID, 3000)
		for range 2 {
			b.pass(day)
			b.settle(t)
		}
		t.Run("PRC-5/change-status", func(t *testing.T) {
			o := b.get(t, unpaid.ID)
			require.Equal(t, models.StatusCancelled, o.Status)
			require.Equal(t, models.CancelledByAutomation, o.CancelledBy)
			require.Equal(t, epoch.Add(3*day), o.StatusChangedAt, "PRC-4/delay: three calendar days after the order")
		})
		t.Run("PRC-5/send-payment-link", func(t *testing.T) {
			require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ? AND cause_kind = 'process'", unpaid.ID))
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ? AND cause_kind = 'process'", paid.ID))
		})
		t.Run("PRC-6", func(t *testing.T) {
			require.Equal(t, "paid", b.enrollment(t, paid.ID).Outcome)
			require.Equal(t, "partially paid", b.enrollment(t, part.ID).Outcome)
			require.Equal(t, models.StatusPartPayed, b.get(t, part.ID).Status)
		})
		t.Run("PRC-7", func(t *testing.T) {
			require.Equal(t, []string{
				"start:done", "before_first:done", "first_reminder:done", "before_second:done",
				"second_reminder:done", "before_cancel:done", "cancel:done", "end:done",
			}, b.path(t, b.enrollment(t, unpaid.ID).ID))
			require.Equal(t, []string{"start:done", "before_first:done", "first_reminder:done", "before_second:exited"},
				b.path(t, b.enrollment(t, paid.ID).ID))
		})
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM cohorts WHERE state = 'open'"), "a cohort without members closes")
	})
}

func TestReentry(t *testing.T) {
	t.Parallel()
	for policy, want := range map[string]int64{"once": 1, "after_end": 2, "always": 3} {
		t.Run("PRC-3/"+policy, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				def := line("customer", []any{object{"kind": "event", "event": "custom", "match": object{"name": "came"}}}, delay("pause", 1, "hours"))
				def["policies"] = object{"reentry": policy}
				b.publish(t, def)
				customer := b.customer(t)
				send := func() {
					_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "came", CustomerID: customer})
					require.NoError(t, err)
					b.settle(t)
				}
				send()
				send() // while the first is inside
				b.pass(2 * time.Hour)
				b.settle(t)
				send() // after its end
				require.Equal(t, want, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE customer_id = ?", customer))
			})
		})
	}
}

func TestCoolDown(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		def := line("customer", []any{object{"kind": "event", "event": "custom", "match": object{"name": "came"}}})
		def["policies"] = object{"reentry": "always", "cooldown": object{"amount": 1, "unit": "days"}}
		b.publish(t, def)
		customer := b.customer(t)
		for _, pause := range []time.Duration{0, time.Hour, day} {
			b.pass(pause)
			_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "came", CustomerID: customer})
			require.NoError(t, err)
			b.settle(t)
		}
		require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE customer_id = ?", customer), "PRC-3/cool-down")
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM entry_refusals WHERE reason = 'cool_down'"))
		twice := b.customer(t)
		for range 2 {
			_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "came", CustomerID: twice})
			require.NoError(t, err)
		}
		b.settle(t)
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE customer_id = ?", twice), "PRC-3/cool-down: two events in one batch")
		late := b.customer(t)
		for range 2 {
			_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "came", CustomerID: late})
			require.NoError(t, err)
			b.pass(time.Hour)
		}
		b.pass(2 * day)
		b.settle(t)
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE customer_id = ?", late), "PRC-3/cool-down: an hour apart, however late they are dispatched")
	})
}

func TestOperations(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t)
		offer := b.offer(t)
		b.publish(t, line("customer", []any{object{"kind": "event", "event": "custom", "match": object{"name": "test_passed"}}},
			operation("order", "create_order", object{"offer": offer.Code, "quantity": 2}),
			operation("tag", "add_tag", object{"tag": "student", "on": "customer"})))
		b.publish(t, line("order", onOrder,
			operation("note", "comment", object{"text": "ordered by the test"}),
			operation("mark", "add_tag", object{"tag": "tested", "on": "order"}),
			operation("letter", "send_letter", object{"template": models.TemplatePaymentThanks})))
		customer := b.customer(t)
		_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test_passed", CustomerID: customer})
		require.NoError(t, err)
		b.settle(t)
		order := b.count(t, "SELECT id FROM orders WHERE customer_id = ?", customer)
		t.Run("PRC-5/create-order", func(t *testing.T) {
			o := b.get(t, order)
			require.EqualValues(t, 20000, o.Cost)
			require.Equal(t, models.ViaProcess, o.CreatedVia)
			require.Equal(t, models.ActorProcess, o.CreatedByKind)
		})
		t.Run("PRC-5/add-tag", func(t *testing.T) {
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM customer_tags WHERE customer_id = ? AND tag = 'student'", customer))
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM order_tags WHERE order_id = ? AND tag = 'tested'", order))
		})
		t.Run("PRC-5/comment", func(t *testing.T) {
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM order_history WHERE order_id = ? AND kind = 'comment' AND comment = 'ordered by the test' AND enrollment_id IS NOT NULL", order))
		})
		t.Run("PRC-5/send-letter", func(t *testing.T) {
			require.Contains(t, b.letters(t, order), models.TemplatePaymentThanks)
		})
		t.Run("PRC-17/chain", func(t *testing.T) {
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE order_id = ? AND chain <> '[]'", order), "the order's enrollment knows what led to it")
		})
	})
}

// What the author of a process says of the order that it makes is what it makes.
func TestProcessOrdersAsItsAuthorSaid(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		offer := b.offer(t)
		board, err := b.CreateBoard(b.ctx, b.owner, services.BoardParams{Title: "Returning", Stages: []services.StageParams{{Title: "First"}, {Title: "Second"}}})
		require.NoError(t, err)
		order := func(t *testing.T, event string, params object, purse int64) *models.Order {
			t.Helper()
			params["offer"] = offer.Code
			b.publish(t, line("customer", []any{object{"kind": "event", "event": "custom", "match": object{"name": event}}}, operation("order", "create_order", params)))
			customer := b.customer(t)
			if purse > 0 {
				b.topUp(t, customer, purse)
			}
			_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: event, CustomerID: customer})
			require.NoError(t, err)
			b.settle(t)
			return b.get(t, b.count(t, "SELECT id FROM orders WHERE customer_id = ?", customer))
		}
		t.Run("PRC-5/create-order/board", func(t *testing.T) {
			o := order(t, "to_board", object{"board_id": board.ID}, 0)
			require.Equal(t, []int64{board.ID, board.Stages[0].ID}, []int64{o.BoardID, o.StageID})
		})
		t.Run("PRC-5/create-order/stage", func(t *testing.T) {
			o := order(t, "to_stage", object{"board_id": board.ID, "stage_id": board.Stages[1].ID}, 0)
			require.Equal(t, []int64{board.ID, board.Stages[1].ID}, []int64{o.BoardID, o.StageID})
		})
		t.Run("PRC-5/create-order/deposit", func(t *testing.T) {
			o := order(t, "from_deposit", object{"try_deposit": true}, 12000)
			require.Equal(t, []any{models.StatusPayed, int64(2000)}, []any{o.Status, b.balance(t, o.CustomerID)})
			o = order(t, "left_alone", object{}, 12000)
			require.Equal(t, []any{models.StatusNew, int64(12000)}, []any{o.Status, b.balance(t, o.CustomerID)}, "without a word nothing is debited")
		})
	})
}

// A process whose operation fires its own trigger never enters twice for what came of it.
func TestChainStopsItself(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		offer := b.offer(t, func(p *services.OfferParams) { p.DuplicatePolicy = models.DuplicateCreate })
		def := line("order", onOrder, operation("again", "create_order", object{"offer": offer.Code}))
		def["policies"] = object{"reentry": "always"}
		b.publish(t, def)
		first := b.orderOf(t, b.customer(t), offer.ID)
		b.settle(t)
		require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", first.CustomerID), "PRC-17")
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM entry_refusals WHERE reason = 'already_in_chain'"))
	})
}

func TestConditionAndWait(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		paid := object{"field": "order.paid_in_full", "op": "is", "value": true}
		b.publish(t, line("order", onOrder, wait("payment", paid, 48)))
		met, late := b.order(t), b.order(t)
		b.settle(t)
		b.pass(time.Hour)
		b.pay(t, met.ID, 10000)
		b.settle(t)
		require.Equal(t, "through", b.enrollment(t, met.ID).Outcome, "PRC-4/wait")
		require.Equal(t, models.EnrollmentActive, b.enrollment(t, late.ID).State)
		b.pass(47 * time.Hour)
		b.settle(t)
		require.Equal(t, "late", b.enrollment(t, late.ID).Outcome, "PRC-4/wait: the time is out")
	})
}

// One rule selects the same order for a list, a bulk operation, a trigger and a condition.
func TestOneRuleEverywhere(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		dear := object{"field": "order.cost", "op": "gt", "value": 10000}
		rule, err := json.Marshal(dear)
		require.NoError(t, err)
		triggered := b.publish(t, line("order", []any{object{"kind": "event", "event": "order.created", "rule": dear}}, delay("pause", 1, "days")))
		asked := b.publish(t, object{
			"schema": 1, "title": "Ask", "subject": "order", "triggers": onOrder, "policies": object{},
			"blocks": []any{
				object{"id": "start", "kind": "start"}, object{"id": "ask", "kind": "condition", "params": object{"branches": []any{object{"exit": "dear", "rule": dear}}}},
				object{"id": "much", "kind": "end", "params": object{"outcome": "much"}}, object{"id": "little", "kind": "end", "params": object{"outcome": "little"}},
			},
			"connections": []any{
				object{"from": "start", "exit": "next", "to": "ask"}, object{"from": "ask", "exit": "dear", "to": "much"}, object{"from": "ask", "exit": "else", "to": "little"},
			},
		})
		cheap, costly := b.order(t), b.order(t, func(p *services.OfferParams) { p.Price = 10001 })
		b.settle(t)
		t.Run("SEG-2/trigger", func(t *testing.T) {
			require.Equal(t, []int64{costly.ID}, all[int64](t, b, "SELECT order_id FROM enrollments WHERE process_id = ?", triggered))
		})
		t.Run("SEG-2/condition", func(t *testing.T) {
			require.Equal(t, []string{"little", "much"}, all[string](t, b, "SELECT outcome FROM enrollments WHERE process_id = ? ORDER BY order_id", asked))
		})
		t.Run("SEG-2/segment", func(t *testing.T) {
			found, err := b.ListSegment(b.ctx, b.manager, services.SegmentQuery{Object: models.SubjectOrder, Rule: rule}, 0, 10)
			require.NoError(t, err)
			require.Equal(t, []int64{costly.ID}, found)
		})
		t.Run("SEG-2/bulk", func(t *testing.T) {
			op, err := b.StartBulk(b.ctx, b.manager, services.BulkParams{Kind: models.BulkChangeStatus, Rule: rule, Status: &services.BulkStatus{To: models.StatusInWork}})
			require.NoError(t, err)
			require.EqualValues(t, 1, b.finish(t, op.ID, 500).Done)
			require.Equal(t, []models.Status{models.StatusNew, models.StatusInWork}, []models.Status{b.get(t, cheap.ID).Status, b.get(t, costly.ID).Status})
		})
	})
}

// What a person changes about an order, and a rule may ask about, is noticed by those who wait for it.
func TestWaitNoticesWhatPeopleChange(t *testing.T) {
	t.Parallel()
	deadline := func(d time.Duration) func(*testing.T, *bundle, int64) {
		return func(t *testing.T, b *bundle, order int64) {
			t.Helper()
			_, err := b.SetDeadline(b.ctx, b.manager, services.OrderRef{ID: order}, ptr(b.clock.Now().Add(d)))
			require.NoError(t, err)
		}
	}
	cases := map[string]struct {
		rule   object
		change func(t *testing.T, b *bundle, order int64)
	}{
		"manager": {object{"field": "order.manager_id", "op": "is_set"}, func(t *testing.T, b *bundle, order int64) {
			t.Helper()
			staff := b.person(t, models.RoleManager)
			_, err := b.AssignManager(b.ctx, b.owner, services.OrderRef{ID: order}, &staff.ID)
			require.NoError(t, err)
		}},
		"deadline": {object{"field": "order.payment_deadline", "op": "is_set"}, deadline(72 * time.Hour)},
		"deadline-that-is-near": {
			object{"field": "order.payment_deadline", "op": "within_next", "value": object{"amount": 1, "unit": "days"}}, deadline(time.Hour),
		},
		"refund": {
			object{"all": []any{object{"field": "order.paid", "op": "is", "value": 0}, object{"field": "order.status", "op": "is", "value": "waiting_for_return"}}},
			func(t *testing.T, b *bundle, order int64) {
				t.Helper()
				p := b.pay(t, order, 10000)
				b.change(t, b.owner, order, models.StatusWaitingForReturn)
				_, err := b.MarkForRefund(b.ctx, b.owner, p.ID)
				require.NoError(t, err)
				b.settle(t)
				require.Equal(t, models.EnrollmentActive, b.enrollment(t, order).State)
				_, err = b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: b.openDecisions(t, order)[0].ID, Resolution: models.ResolveRefunded})
				require.NoError(t, err)
			},
		},
	}
	for name, c := range cases {
		t.Run("PRC-6/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.publish(t, line("order", onOrder, wait("long", c.rule, 480)))
				o := b.order(t)
				b.settle(t)
				require.Equal(t, models.EnrollmentActive, b.enrollment(t, o.ID).State)
				c.change(t, b, o.ID)
				b.settle(t)
				require.Equal(t, "through", b.enrollment(t, o.ID).Outcome)
			})
		})
	}
}

// Thousands who arrive one by one sit together (cohorts that fill).
func TestCohortsFill(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.publish(t, line("customer", []any{object{"kind": "event", "event": "customer.created"}}, delay("pause", 1, "days")))
		const members = 1200
		for i := range members {
			b.customer(t)
			if i%7 == 0 {
				b.dispatch(t)
			}
		}
		b.settle(t)
		require.EqualValues(t, members, b.count(t, "SELECT COUNT(*) FROM tokens WHERE state = 'waiting'"))
		require.EqualValues(t, 3, b.count(t, "SELECT COUNT(*) FROM cohorts"), "500 a cohort")
	})
}
