package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// reminding waits a day, reminds, waits two more, and cancels.
func reminding() object {
	return line("order", onOrder,
		delay("first", 24, "hours"), operation("remind", "comment", object{"text": "remind"}),
		delay("second", 48, "hours"), operation("cancel", "change_status", object{"status": "cancelled"}))
}

// automation is what will happen to an order that one enrollment stands for.
func (b *bundle) automation(t *testing.T, order int64) services.AutomationLine {
	t.Helper()
	a, err := b.OrderAutomation(b.ctx, b.owner, order)
	require.NoError(t, err)
	require.Len(t, a.Lines, 1)
	return a.Lines[0]
}

func here(l services.AutomationLine, order int64) services.Steering {
	return services.Steering{OrderID: order, EnrollmentID: l.EnrollmentID, Visit: l.Visit}
}

func TestSteering(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle, o *models.Order, began time.Time){
		"ORD-12/next-action": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			l := b.automation(t, o.ID)
			require.Equal(t, "first", l.Block.ID)
			require.Equal(t, "remind", l.Next.ID)
			require.Equal(t, process.OpComment, l.Next.Params.(process.Operation).Operation)
			require.WithinDuration(t, began.Add(day), l.NextAt, 2*time.Second)
			require.False(t, l.Depends)
		},
		"ORD-12/snooze": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			until := began.Add(5 * day)
			require.NoError(t, b.Snooze(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID), until))
			require.WithinDuration(t, until, b.automation(t, o.ID).NextAt, 2*time.Second)
			b.pass(4 * day)
			b.settle(t)
			require.NotContains(t, b.historyKinds(t, o.ID), models.HistoryComment)
			b.pass(day + 2*time.Second)
			b.settle(t)
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryComment)
			require.Equal(t, []string{"start:done", "first:snoozed", "first:done", "remind:done"}, b.path(t, b.enrollment(t, o.ID).ID))
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryAutomationSnoozed)
		},
		"ORD-12/snooze-is-not-undone-by-an-event": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			require.NoError(t, b.Snooze(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID), began.Add(5*day)))
			b.settle(t)
			_, err := b.TagOrder(b.ctx, b.owner, o.ID, services.TagParams{Add: []string{"vip"}})
			require.NoError(t, err)
			b.pass(2 * day)
			b.settle(t)
			require.Equal(t, "first", b.automation(t, o.ID).Block.ID)
		},
		"ORD-12/snooze-of-an-operation": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			b.pass(3*day + 5*time.Second)
			b.start(t, o, o.Cost)
			b.settle(t)
			l := b.automation(t, o.ID)
			require.Equal(t, "cancel", l.Block.ID, "it waits for the gateway's word")
			require.NoError(t, b.Snooze(b.ctx, b.owner, here(l, o.ID), began.Add(9*day)))
			b.exec(t, "UPDATE payments SET state = 'failed' WHERE order_id = ?", o.ID)
			_, err := b.TagOrder(b.ctx, b.owner, o.ID, services.TagParams{Add: []string{"vip"}})
			require.NoError(t, err)
			b.settle(t)
			require.Equal(t, models.StatusNew, b.get(t, o.ID).Status, "an event does not undo the snooze")
			b.clock.MoveTo(began.Add(9*day + 2*time.Second))
			b.settle(t)
			require.Equal(t, models.StatusCancelled, b.get(t, o.ID).Status)
		},
		"ORD-12/do-now": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			require.NoError(t, b.DoNow(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID)))
			b.settle(t)
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryComment)
			l := b.automation(t, o.ID)
			require.Equal(t, "cancel", l.Next.ID)
			require.WithinDuration(t, b.clock.Now().Add(2*day), l.NextAt, 2*time.Second)
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryAutomationHurried)
		},
		"ORD-12/skip": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			require.NoError(t, b.SkipNext(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID)))
			b.settle(t)
			l := b.automation(t, o.ID)
			require.Equal(t, "second", l.Block.ID)
			require.WithinDuration(t, began.Add(3*day), l.NextAt, 3*time.Second, "what follows keeps its time")
			require.Equal(t, []string{"start:done", "first:skipped", "remind:skipped"}, b.path(t, l.EnrollmentID))
			require.NotContains(t, b.historyKinds(t, o.ID), models.HistoryComment)
			require.NoError(t, b.SkipNext(b.ctx, b.owner, here(l, o.ID)))
			b.settle(t)
			require.Equal(t, models.StatusNew, b.get(t, o.ID).Status)
			b.pass(4 * day)
			b.settle(t)
			require.Equal(t, models.StatusNew, b.get(t, o.ID).Status)
			require.Equal(t, models.EnrollmentEnded, b.enrollment(t, o.ID).State)
		},
		"ORD-12/stop": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			require.NoError(t, b.StopAutomation(b.ctx, b.owner, o.ID))
			require.NoError(t, b.StopAutomation(b.ctx, b.owner, o.ID), "again changes nothing")
			e := b.enrollment(t, o.ID)
			require.Equal(t, []string{models.EnrollmentStopped, "automation_stopped"}, []string{e.State, e.Outcome})
			a, err := b.OrderAutomation(b.ctx, b.owner, o.ID)
			require.NoError(t, err)
			require.True(t, a.Stopped)
			require.Equal(t, b.owner.ID, a.StoppedByID)
			require.Empty(t, a.Lines)
			again := b.publish(t, reminding())
			enter := services.EnrollParams{ProcessID: again, SubjectIDs: []int64{o.ID}}
			none, err := b.EnrollByHand(b.ctx, b.owner, enter)
			require.NoError(t, err)
			require.Empty(t, none, "none enters")
			require.NoError(t, b.AllowAutomation(b.ctx, b.owner, o.ID))
			one, err := b.EnrollByHand(b.ctx, b.owner, enter)
			require.NoError(t, err)
			require.Len(t, one, 1, "until it is allowed again")
			require.Equal(t, 1, counted(b.historyKinds(t, o.ID), models.HistoryAutomationStopped))
			require.Equal(t, 1, counted(b.historyKinds(t, o.ID), models.HistoryAutomationAllowed))
		},
		"ORD-12/stop-ends-who-slipped-in": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			b.exec(t, "INSERT INTO automation_stops (order_id, actor_kind, actor_id, at) VALUES (?, 'person', 1, ?)", o.ID, began)
			b.pass(2 * day)
			b.settle(t)
			require.Equal(t, "automation_stopped", b.enrollment(t, o.ID).Outcome)
			require.NotContains(t, b.historyKinds(t, o.ID), models.HistoryComment)
		},
		"ORD-12/stale-click": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			seen := here(b.automation(t, o.ID), o.ID)
			b.pass(day + 2*time.Second)
			b.settle(t)
			requireCode(t, models.CodeMovedOn, b.DoNow(b.ctx, b.owner, seen))
			requireCode(t, models.CodeMovedOn, b.SkipNext(b.ctx, b.owner, seen))
			requireCode(t, models.CodeMovedOn, b.Snooze(b.ctx, b.owner, seen, began.Add(9*day)))
			other := b.order(t)
			seen.OrderID = other.ID
			requireCode(t, models.CodeNotFound, b.DoNow(b.ctx, b.owner, seen))
		},
		"ORD-12/snooze-by-days-of-the-school": func(t *testing.T, b *bundle, o *models.Order, _ time.Time) {
			_, err := b.ChangeSettings(b.ctx, b.owner, services.SettingsParams{AccountName: "School", TimeZone: "Europe/Berlin", Language: "en"})
			require.NoError(t, err)
			now := time.Date(2026, 3, 28, 11, 0, 0, 0, time.UTC)
			b.clock.MoveTo(now)
			require.True(t, b.automation(t, o.ID).Due.Before(now), "it is due already, so days count from now")
			for _, c := range []struct {
				days  int
				hours time.Duration // since now
			}{{1, 23}, {3, 23 + 3*24}} { // the clocks go forward in the first night; three more days count from when it is due
				require.NoError(t, b.SnoozeDays(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID), c.days))
				require.WithinDuration(t, now.Add(c.hours*time.Hour), b.automation(t, o.ID).Due, 2*time.Second)
			}
			requireFields(t, b.SnoozeDays(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID), 366), "days")
		},
		"ORD-12/snooze-into-the-past": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			seen := here(b.automation(t, o.ID), o.ID)
			requireFields(t, b.Snooze(b.ctx, b.owner, seen, began.Add(-time.Hour)), "until")
			requireFields(t, b.Snooze(b.ctx, b.owner, seen, began.Add(400*day)), "until")
		},
		"ORD-12/guards-hold": func(t *testing.T, b *bundle, o *models.Order, began time.Time) {
			b.pass(day + 2*time.Second)
			b.settle(t)
			b.start(t, o, o.Cost)
			require.NoError(t, b.DoNow(b.ctx, b.owner, here(b.automation(t, o.ID), o.ID)))
			b.settle(t)
			require.Equal(t, models.StatusNew, b.get(t, o.ID).Status, "money is on its way: the cancel waits (ST-9)")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.publish(t, reminding())
				began := b.clock.Now()
				o := b.order(t)
				b.settle(t)
				test(t, b, o, began)
			})
		})
	}
}

func counted(list []string, wanted string) (n int) {
	for _, item := range list {
		if item == wanted {
			n++
		}
	}
	return n
}

// What stands ahead is found through rules as they are now, and is never promised where one is asked.
func TestNextActionThroughRules(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		paid := object{"field": "order.status", "op": "is", "value": "payed"}
		def := line("order", onOrder, wait("pay", paid, 24), operation("thank", "comment", object{"text": "thank"}))
		b.publish(t, def)
		o := b.order(t)
		b.settle(t)
		l := b.automation(t, o.ID)
		require.Equal(t, "late", l.Next.ID, "ORD-12/next-action: a wait runs out if nothing changes")
		require.True(t, l.Depends)
		requireCode(t, models.CodeNothingToSkip, b.SkipNext(b.ctx, b.owner, here(l, o.ID)))
	})
}
