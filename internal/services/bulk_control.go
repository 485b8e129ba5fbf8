package services

import (
	"context"
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// steering is a change of an operation's state on a person's word.
type steering struct {
	from     []string
	to       string
	approves bool
}

// steerings are what people may do with an operation, by the name of the action.
var steerings = map[string]steering{
	"approve": {from: []string{models.BulkAwaitingApproval}, to: models.BulkRunning, approves: true},
	"pause":   {from: []string{models.BulkRunning}, to: models.BulkPaused},
	"resume":  {from: []string{models.BulkPaused}, to: models.BulkRunning},
	"cancel":  {from: []string{models.BulkRunning, models.BulkPaused, models.BulkAwaitingApproval}, to: models.BulkCancelled},
}

// actions are those of steerings that the person may take now.
func (op *bulkRow) actions(actor models.Actor) (names []string) {
	for _, name := range []string{"approve", "pause", "resume", "cancel"} {
		if op.demandSteering(actor, steerings[name]) == nil {
			names = append(names, name)
		}
	}
	return names
}

// PauseBulk stops the operation after the chunks under way; it waits for them (BLK-3).
func (s *Service) PauseBulk(ctx context.Context, actor models.Actor, id, version int64) (*BulkView, error) {
	return s.steerBulk(ctx, actor, id, version, steerings["pause"])
}

// ResumeBulk lets a paused operation go on where it stood.
func (s *Service) ResumeBulk(ctx context.Context, actor models.Actor, id, version int64) (*BulkView, error) {
	return s.steerBulk(ctx, actor, id, version, steerings["resume"])
}

// CancelBulk ends the operation: objects that are not done yet stay as they are.
func (s *Service) CancelBulk(ctx context.Context, actor models.Actor, id, version int64) (*BulkView, error) {
	return s.steerBulk(ctx, actor, id, version, steerings["cancel"])
}

// ApproveBulk starts an operation that somebody prepared (right bulk.approve).
// History names both (ROLE-1).
func (s *Service) ApproveBulk(ctx context.Context, actor models.Actor, id, version int64) (*BulkView, error) {
	if err := actor.Demand(models.RightBulkApprove); err != nil {
		return nil, err
	}
	return s.steerBulk(ctx, actor, id, version, steerings["approve"])
}

func (s *Service) steerBulk(ctx context.Context, actor models.Actor, id, version int64, to steering) (*BulkView, error) {
	if err := actor.Demand(models.RightBulkRead); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		op, err := w.takeBulk(id, version)
		if err != nil {
			return err
		}
		if actor.OwnOnly && op.CreatedBy != actor.ID {
			return notFound("bulk_operations", id)
		}
		if err := op.demandSteering(actor, to); err != nil {
			return err
		}
		if to.approves {
			op.settings.ApprovedBy = actor.ID
		}
		op.settings.steered(to.to, w.now)
		w.made(string(models.SubjectBulk), id)
		if to.to == models.BulkCancelled {
			counts, err := countItems(w.Tx, id)
			if err != nil {
				return err
			}
			return w.endBulk(id, to.to, counts)
		}
		w.AfterCommit(func() { s.hint(models.LaneBulk) })
		return wrapped("steer bulk operation", w.Exec(`UPDATE bulk_operations SET state = ?, params = ?, started_at = COALESCE(started_at, ?), told_at = NULL,
			version = version + 1 WHERE id = ?`, to.to, encode(op.settings), w.now, id).Error)
	})
	if err != nil {
		return nil, fmt.Errorf("steer bulk operation: %w", err)
	}
	return s.Bulk(ctx, actor, id)
}

// demandSteering lets people steer what they started, and those who approve everything.
func (op *bulkRow) demandSteering(actor models.Actor, to steering) error {
	if to.approves || op.CreatedBy != actor.ID || actor.Kind != models.ActorPerson {
		if err := actor.Demand(models.RightBulkApprove); err != nil {
			return err
		}
	}
	if !slices.Contains(to.from, op.State) {
		return models.NewError(models.CodeBulkState, "state", op.State)
	}
	return nil
}
