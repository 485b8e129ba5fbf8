package services

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// bulkChunk is how many objects one transaction changes at most.
const bulkChunk = 1000

// BulkStep is what one chunk did.
type BulkStep struct {
	State   string // of the operation
	Handled int    // objects settled by this call
	More    bool   // objects are left that this or another worker will take
}

// RunBulkChunk settles up to limit objects of a running operation: the effect
// and the mark of each object are one transaction, so that a kill costs one
// chunk, repeated whole, and no object is done twice (BLK-3). Several chunks at
// once take different objects. The state is read under a lock that pausing and
// cancelling wait for. A fault in the data of one object is that object's own:
// the chunk is halved down to it. The last call ends the operation.
func (s *Service) RunBulkChunk(ctx context.Context, id int64, limit int) (BulkStep, error) {
	ctx = store.WithPool(ctx, store.PoolBulk)
	limit, done, err := s.makeWay(ctx, limit)
	if err != nil {
		return BulkStep{}, err
	}
	defer done()
	c := &chunk{service: s, id: id}
	err = c.run(ctx, limit, nil)
	if err != nil && isMemberFault(err) {
		err = c.halve(ctx, c.claimed, err)
	}
	if err != nil {
		return BulkStep{}, err
	}
	if c.handled == 0 && c.state == models.BulkRunning {
		return s.endOrGoOn(ctx, id)
	}
	return BulkStep{State: c.state, Handled: c.handled, More: c.state == models.BulkRunning}, nil
}

// chunk is one call of RunBulkChunk under way.
type chunk struct {
	service *Service
	id      int64
	state   string
	claimed []int64 // by the last transaction, also one that failed
	handled int
}

// run settles pending objects: the named ones, or as many as the limit says.
func (c *chunk) run(ctx context.Context, limit int, only []int64) error {
	var started time.Time // inside, because waiting for the turn is not the chunk's doing
	settled := 0
	err := c.service.write(ctx, func(w *work) error {
		started, settled = time.Now(), 0
		op, err := w.shareBulk(c.id)
		if err != nil {
			return err
		}
		c.state = op.State
		if op.State != models.BulkRunning || !op.SnapshotDone {
			return nil
		}
		if c.claimed, err = w.claimItems(c.id, limit, only); err != nil || len(c.claimed) == 0 {
			return err
		}
		items, err := c.service.effect(w, op, c.claimed)
		if err != nil {
			return err
		}
		settled = len(items)
		return store.Upsert(w.Tx, items, []string{"operation_id", "subject_id"}, []string{"state", "result_id", "reason", "at"})
	})
	if err == nil {
		c.handled += settled
		c.service.bulkPace.took(time.Since(started), settled, c.service.store.Driver() == "sqlite")
	}
	return err
}

// halve runs the halves of a chunk that failed for its data; a single object is marked as failed.
func (c *chunk) halve(ctx context.Context, ids []int64, cause error) error {
	if len(ids) <= 1 {
		return c.fail(ctx, ids, cause)
	}
	for _, half := range [][]int64{ids[:len(ids)/2], ids[len(ids)/2:]} {
		err := c.run(ctx, len(half), half)
		if err != nil && isMemberFault(err) {
			err = c.halve(ctx, half, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fail marks objects as failed, unless the operation was steered meanwhile.
func (c *chunk) fail(ctx context.Context, ids []int64, cause error) error {
	code := models.CodeOf(cause)
	c.service.log.ErrorContext(ctx, "bulk item failed", "bulk_id", c.id, "code", string(code), "error", cause)
	c.service.reach("item-to-fail")
	return c.service.write(ctx, func(w *work) error {
		op, err := w.shareBulk(c.id)
		if err != nil {
			return err
		}
		if c.state = op.State; op.State != models.BulkRunning {
			return nil
		}
		done := w.Exec("UPDATE bulk_items SET state = ?, reason = ?, at = ? WHERE operation_id = ? AND subject_id IN ? AND state = ?",
			models.ItemFailed, string(code), w.now, c.id, ids, models.ItemPending)
		c.handled += int(done.RowsAffected)
		return wrapped("mark item", done.Error)
	})
}

// shareBulk reads the operation under a lock that chunks share and that who
// pauses or cancels waits for.
func (w *work) shareBulk(id int64) (*bulkRow, error) {
	if w.Postgres() {
		if err := w.Exec("SELECT id FROM bulk_operations WHERE id = ? FOR SHARE", id).Error; err != nil {
			return nil, fmt.Errorf("lock bulk operation: %w", err)
		}
	}
	return readBulk(w.Tx, id)
}

// claimItems locks pending objects that nobody else has. It goes on behind the
// last one claimed, past what the index still holds of those before it, and
// starts over where that is not enough: chunks that failed left objects behind.
func (w *work) claimItems(operation int64, limit int, only []int64) (ids []int64, err error) {
	if only != nil {
		return w.pendingItems(operation, limit, "subject_id IN ?", only)
	}
	at, _ := w.service.bulkAt.LoadOrStore(operation, int64(0))
	if ids, err = w.pendingItems(operation, limit, "subject_id > ?", at); err == nil && len(ids) < limit && at != int64(0) {
		ids, err = w.pendingItems(operation, limit, "subject_id > ?", int64(0))
	}
	if err == nil && len(ids) > 0 {
		w.service.bulkAt.Store(operation, ids[len(ids)-1])
	}
	return ids, err
}

func (w *work) pendingItems(operation int64, limit int, which string, arg any) (ids []int64, err error) {
	err = w.Raw("SELECT subject_id FROM bulk_items WHERE operation_id = ? AND state = ? AND "+which+" ORDER BY subject_id LIMIT ?"+w.SkipLocked(),
		operation, models.ItemPending, arg, limit).Scan(&ids).Error
	return ids, wrapped("claim items", err)
}

// effect does to the objects what the operation says and tells what became of each.
func (s *Service) effect(w *work, op *bulkRow, ids []int64) ([]*models.BulkItem, error) {
	actor := op.actor()
	if op.Kind == models.BulkCreateOrders {
		return s.createBulk(w, op, actor, ids)
	}
	changes := make([]statusChange, len(ids))
	for i, id := range ids {
		changes[i] = statusChange{
			Actor: actor, OrderID: id, To: op.settings.Status.To, ReasonID: op.settings.Status.ReasonID,
			Comment: op.Comment, Confirmed: op.settings.Status.Confirmed,
		}
	}
	errs, err := s.changeStatuses(w, changes)
	if err != nil {
		return nil, err
	}
	items := make([]*models.BulkItem, len(ids))
	for i, id := range ids {
		items[i] = op.item(w, id, errs[i])
	}
	return items, nil
}

func (s *Service) createBulk(w *work, op *bulkRow, actor models.Actor, ids []int64) ([]*models.BulkItem, error) {
	specs := make([]orderSpec, len(ids))
	for i, id := range ids {
		specs[i] = op.settings.Create.spec(actor, id)
	}
	results, err := s.placeOrders(w, specs)
	if err != nil {
		return nil, err
	}
	items := make([]*models.BulkItem, len(ids))
	for i, id := range ids {
		items[i] = op.item(w, id, results[i].Err)
		if results[i].Err == nil {
			results[i].into(items[i])
		}
	}
	return items, nil
}

func (c *BulkCreate) spec(actor models.Actor, customer int64) orderSpec {
	return orderSpec{
		Actor: actor, CustomerID: customer, Via: models.ViaBulk, Items: []ItemSpec{{OfferID: c.OfferID, Quantity: c.Quantity}},
		BoardID: c.BoardID, StageID: c.StageID, TryDeposit: c.TryDeposit, QuietLetter: !c.Letter,
		ManagerID: managerOf(actor),
	}
}

// managerOf is the manager of orders that a person makes in bulk: themselves,
// when they work with their own orders only (ROLE-2).
func managerOf(actor models.Actor) *int64 {
	if !actor.OwnOnly {
		return nil
	}
	return &actor.ID
}

// actor is the person who started the operation, travelling in the bulk lane.
func (op *bulkRow) actor() models.Actor {
	return models.Actor{
		Kind: models.ActorPerson, ID: op.CreatedBy, BulkID: &op.ID, ApprovedBy: op.settings.ApprovedBy, Lane: models.LaneBulk, OwnOnly: op.settings.Own,
	}
}

// item is an object's result. What a rule of the order refuses is left out, as
// the preview said; anything else went wrong.
func (op *bulkRow) item(w *work, id int64, err error) *models.BulkItem {
	item := &models.BulkItem{OperationID: op.ID, SubjectID: id, State: models.ItemDone, At: &w.now}
	if err != nil {
		item.State, item.Reason = models.ItemFailed, string(models.CodeOf(err))
		if slices.Contains(leftOut, models.CodeOf(err)) {
			item.State = models.ItemSkipped
		}
	} else if op.Kind == models.BulkChangeStatus {
		item.ResultID = &id
	}
	var e *models.Error
	if errors.As(err, &e) {
		if found, ok := e.Params["order_id"].(int64); ok {
			item.ResultID = &found
		}
	}
	return item
}

// into writes what came of a customer's order into the item: an order, or the one found by the duplicate guard (ORD-13).
func (r placed) into(item *models.BulkItem) {
	switch {
	case r.Order != nil && (r.Outcome == PlacedCreated || r.Outcome == PlacedReplaced):
		item.ResultID = &r.Order.ID
	default:
		item.State, item.Reason, item.ResultID = models.ItemSkipped, string(r.Why), reference(r.FoundID)
	}
}

// leftOut are the refusals that a preview foretells (BLK-2).
var leftOut = []models.Code{
	models.CodeDuplicateOrder, models.CodeProductOwned, models.CodeStatusForbidden, models.CodeStatusNeedsMoney, models.CodeStatusHoldsMoney,
	models.CodeStatusLockedByMoney, models.CodeStatusOnlyMoney, models.CodeStatusOnlyPeople, models.CodeMoneyInFlight,
	models.CodeConfirmRequired,
}

// endOrGoOn is for a chunk that found nothing to do: the snapshot, interrupted by
// a pause, goes on, or the operation ends.
func (s *Service) endOrGoOn(ctx context.Context, id int64) (BulkStep, error) {
	more, err := s.SnapshotBulk(ctx, id)
	if err != nil || more {
		return BulkStep{State: models.BulkRunning, More: true}, err
	}
	return s.finishBulk(ctx, id)
}

// finishBulk ends the operation when nothing is pending; while another worker
// still holds objects, more is true.
func (s *Service) finishBulk(ctx context.Context, id int64) (step BulkStep, err error) {
	err = s.write(ctx, func(w *work) error {
		op, err := w.takeBulk(id, 0)
		if err != nil {
			return err
		}
		step = BulkStep{State: op.State, More: op.State == models.BulkRunning}
		counts, err := countItems(w.Tx, id)
		if err != nil || op.State != models.BulkRunning || !op.SnapshotDone || counts[models.ItemPending] > 0 {
			return err
		}
		step = BulkStep{State: models.BulkDone}
		w.AfterCommit(func() { s.bulkAt.Delete(id) })
		return w.endBulk(id, models.BulkDone, counts)
	})
	return step, err
}

// endBulk writes the final state with the final counters.
func (w *work) endBulk(id int64, state string, counts map[string]int64) error {
	return wrapped("end bulk operation", w.Exec(`UPDATE bulk_operations SET state = ?, done = ?, skipped = ?, failed = ?, finished_at = ?,
		version = version + 1 WHERE id = ?`, state, counts[models.ItemDone], counts[models.ItemSkipped], counts[models.ItemFailed], w.now, id).Error)
}

func countItems(tx *store.Tx, id int64) (map[string]int64, error) {
	var rows []struct {
		State string
		N     int64
	}
	err := tx.Raw("SELECT state, COUNT(*) AS n FROM bulk_items WHERE operation_id = ? GROUP BY state", id).Scan(&rows).Error
	counts := make(map[string]int64, len(rows))
	for _, row := range rows {
		counts[row.State] = row.N
	}
	return counts, wrapped("count items", err)
}
