package services_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func definition(t *testing.T, def object) []byte {
	t.Helper()
	raw, err := json.Marshal(def)
	require.NoError(t, err)
	return raw
}

// A process that is published anew between the reading of its triggers and the
// entry lets in by what runs now.
func TestPublishedWhileEntering(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second object
		want   int64
	}{
		"by-the-new-revision": {line("order", onOrder, delay("pause", 2, "days")), 1},
		"no-longer":           {line("order", []any{object{"kind": "by_hand"}}, delay("pause", 2, "days")), 0},
	} {
		t.Run("PRC-1/"+name, func(t *testing.T) {
			t.Parallel()
			b := onPostgres(t)
			id := b.publish(t, line("order", onOrder, delay("pause", 1, "days")))
			o := b.order(t)
			reached, release := b.holdAt("entries-found")
			defer release()
			var group errgroup.Group
			group.Go(func() error { _, err := b.Dispatch(b.ctx, models.LaneInteractive, 100); return err })
			<-reached
			b.published(t, id, definition(t, c.second))
			release()
			require.NoError(t, group.Wait())
			b.dispatch(t)
			require.Equal(t, c.want, b.count(t, `SELECT COUNT(*) FROM enrollments e JOIN processes p ON p.revision_id = e.revision_id WHERE e.order_id = ?`, o.ID))
			require.Equal(t, c.want, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE order_id = ?", o.ID))
		})
	}
}

// Another machine's relay, which has read the triggers before, knows a new process from its first event on.
func TestPublishedElsewhere(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		elsewhere := services.New(b.Store(), b.clock, services.Options{})
		b.clock.Release()
		b.publish(t, line("customer", []any{object{"kind": "event", "event": "customer.tag_added"}}))
		b.customer(t)
		_, err := elsewhere.Dispatch(b.ctx, models.LaneInteractive, 100)
		require.NoError(t, err)
		b.publish(t, line("customer", []any{object{"kind": "event", "event": "customer.created"}}))
		came := b.customer(t)
		b.clock.Release()
		_, err = elsewhere.Dispatch(b.ctx, models.LaneInteractive, 100)
		require.NoError(t, err)
		require.Equal(t, []int64{came}, all[int64](t, b, "SELECT subject_id FROM enrollments"), "PRC-2")
	})
}

// Who joins a process while it is being stopped ends with it, whichever comes first.
func TestStoppedWhileJoining(t *testing.T) {
	t.Parallel()
	for name, enter := range map[string]func(b *bundle, process int64, order *models.Order) error{
		"by-event": func(b *bundle, _ int64, _ *models.Order) error {
			_, err := b.Dispatch(b.ctx, models.LaneInteractive, 100)
			return err
		},
		"by-hand": func(b *bundle, process int64, order *models.Order) error {
			_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: process, SubjectIDs: []int64{order.ID}})
			return err
		},
	} {
		for _, point := range []string{"entries-found", "entries-admitted"} {
			t.Run("PRC-1/stop/"+name+"/"+point, func(t *testing.T) {
				t.Parallel()
				b := onPostgres(t)
				id := b.publish(t, line("order", onOrder, delay("pause", 1, "days")))
				o := b.order(t)
				reached, release := b.holdAt(point)
				defer release()
				var joining, stopping errgroup.Group
				joining.Go(func() error { return enter(b, id, o) })
				<-reached
				stopping.Go(func() error { _, err := b.StopProcess(b.ctx, b.owner, id, 0); return err })
				if point == "entries-admitted" || name == "by-hand" {
					b.blocked(t, 1)
				} else {
					require.NoError(t, stopping.Wait())
				}
				release()
				require.NoError(t, joining.Wait())
				require.NoError(t, stopping.Wait())
				b.settle(t)
				require.Zero(t, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'active'"))
				require.Zero(t, b.count(t, "SELECT COUNT(*) FROM tokens WHERE state = 'waiting'"))
				require.Zero(t, b.count(t, "SELECT COUNT(*) FROM cohorts WHERE state = 'open'"))
			})
		}
	}
}

// What an operator does to a member whose block is running waits for it, then
// finds the member where the block has left it: one effect, a journal without gaps.
// A block that begins to look after its process was stopped has no effect.
func TestOperatorWhileRunning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		act  func(b *bundle, e services.EnrollmentView) error
		path []string
		done int64
	}{
		"stop": {
			func(b *bundle, e services.EnrollmentView) error {
				return b.StopEnrollments(b.ctx, b.owner, []int64{e.ID})
			}, []string{"start:done", "note:done", "rest:stopped"}, 1,
		},
		"false": {
			func(b *bundle, e services.EnrollmentView) error {
				_, err := b.DeleteOrder(b.ctx, b.owner, *e.OrderID, 0)
				return err
			}, []string{"start:done", "note:done", "rest:stopped"}, 1,
		},
		"stop-process": {
			func(b *bundle, e services.EnrollmentView) error {
				_, err := b.StopProcess(b.ctx, b.owner, e.ProcessID, 0)
				return err
			}, []string{"start:done", "note:stopped"}, 0,
		},
	} {
		t.Run("PRC-7/"+name, func(t *testing.T) {
			t.Parallel()
			b := onPostgres(t)
			b.publish(t, line("order", onOrder, operation("note", "comment", object{"text": "once"}), delay("rest", 1, "days")))
			o := b.order(t)
			b.dispatch(t)
			started := b.step(t, b.standing(t))
			reached, release := b.holdAt("members-locked")
			defer release()
			var group errgroup.Group
			var result process.ExecuteResult
			group.Go(func() (err error) { result, err = b.ExecuteBlock(b.ctx, started); return err })
			<-reached
			group.Go(func() error { return c.act(b, b.enrollment(t, o.ID)) })
			b.blocked(t, 1)
			release()
			require.NoError(t, group.Wait())
			require.Equal(t, c.done == 1, result.Positions[0].State == process.StateWaiting)
			again, err := b.ExecuteBlock(b.ctx, started)
			require.NoError(t, err)
			require.Equal(t, process.StateEnded, again.Positions[0].State, "the driver learns where the member is")
			require.Equal(t, c.path, b.path(t, b.enrollment(t, o.ID).ID))
			require.Equal(t, c.done, b.count(t, "SELECT COUNT(*) FROM order_history WHERE kind = 'comment'"))
		})
	}
}

// standing asks to execute where the only cohort's members stand.
func (b *bundle) standing(t *testing.T) process.ExecuteRequest {
	t.Helper()
	open, err := b.OpenCohorts(b.ctx, 0, 10)
	require.NoError(t, err)
	require.Len(t, open, 1)
	state, err := b.ClaimCohort(b.ctx, open[0].WorkflowID, "test")
	require.NoError(t, err)
	return process.ExecuteRequest{Cohort: state.Cohort, Run: "test", Block: state.Positions[0].Block, Members: state.Positions}
}

// step executes and asks for what comes next.
func (b *bundle) step(t *testing.T, ask process.ExecuteRequest) process.ExecuteRequest {
	t.Helper()
	result, err := b.ExecuteBlock(b.ctx, ask)
	require.NoError(t, err)
	return process.ExecuteRequest{Cohort: ask.Cohort, Run: ask.Run, Block: result.Positions[0].Block, Members: result.Positions}
}

// A retry or skip is refused while the last try runs, works once it has failed,
// and is not undone by an attempt of that try which comes late.
func TestReviveWhileRunning(t *testing.T) {
	t.Parallel()
	for name, revive := range map[string]func(b *bundle, id int64) error{
		"retry": func(b *bundle, id int64) error { return b.RetryEnrollments(b.ctx, b.owner, []int64{id}) },
		"skip":  func(b *bundle, id int64) error { return b.SkipEnrollments(b.ctx, b.owner, []int64{id}) },
	} {
		t.Run("PRC-8/"+name, func(t *testing.T) {
			t.Parallel()
			b := onPostgres(t)
			b.publish(t, failing(object{"retry": object{"tries": 1}}))
			o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
			b.dispatch(t)
			last := b.step(t, b.standing(t))
			e := b.enrollment(t, o.ID)
			reached, release := b.holdAt("members-locked")
			defer release()
			var group errgroup.Group
			group.Go(func() error { _, err := b.ExecuteBlock(b.ctx, last); return err })
			<-reached
			requireCode(t, models.CodeNotFailed, revive(b, e.ID))
			release()
			require.NoError(t, group.Wait())
			b.pay(t, o.ID, 10000)
			require.NoError(t, revive(b, e.ID))
			late, err := b.ExecuteBlock(b.ctx, last)
			require.NoError(t, err)
			require.Greater(t, late.Positions[0].Visit, last.Members[0].Visit, "the late attempt does nothing and learns it")
			b.settle(t)
			require.Equal(t, models.EnrollmentEnded, b.enrollment(t, o.ID).State)
			b.path(t, e.ID)
		})
	}
}

// An enrollment that is revived while its process stops is stopped with it.
func TestReviveWhileStopping(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	id, orders := b.park(t, 3)
	var ids []int64
	for _, o := range orders {
		ids = append(ids, b.enrollment(t, o.ID).ID)
	}
	reached, release := b.holdAt("failed-locked")
	defer release()
	var group errgroup.Group
	group.Go(func() error { return b.RetryEnrollments(b.ctx, b.owner, ids) })
	<-reached
	group.Go(func() error { _, err := b.StopProcess(b.ctx, b.owner, id, 0); return err })
	b.blocked(t, 1)
	release()
	require.NoError(t, group.Wait())
	b.settle(t)
	require.EqualValues(t, 3, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'stopped'"), "PRC-8")
	require.Zero(t, b.count(t, "SELECT COUNT(*) FROM tokens WHERE state = 'waiting'"))
	require.Zero(t, b.count(t, "SELECT COUNT(*) FROM cohorts WHERE state = 'open'"))
}

// A sweep and a publication take turns.
func TestPublishedInASweep(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	id := b.published(t, 0, entering(false, 60, regular))
	before, came := b.customer(t), b.tagged(t, "regular")
	reached, release := b.holdAt("entries-found")
	defer release()
	var group errgroup.Group
	group.Go(func() error { _, _, err := b.EnterSegment(b.ctx, id, 0, before); return err }) // a later range of a sweep
	<-reached
	group.Go(func() error {
		_, err := b.SaveDraft(b.ctx, b.admin, id, services.Draft{Definition: entering(false, 60, everybody)})
		if err == nil {
			_, err = b.PublishProcess(b.ctx, b.admin, id, 0)
		}
		return err
	})
	b.blocked(t, 1)
	release()
	require.NoError(t, group.Wait())
	b.sweep(t, id, 0)
	require.Equal(t, []int64{came}, b.entered(t, id), "PRC-2: by the rule that ran, and nobody twice")
}
