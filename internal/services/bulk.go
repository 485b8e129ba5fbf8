package services

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BulkParams is one action over a segment (BLK-1).
type BulkParams struct {
	Kind string // models.BulkCreateOrders over customers, models.BulkChangeStatus over orders
	// Whom it is done to, one of the three: a rule of internal/segment as JSON, a saved segment, a list of orders.
	Rule      []byte
	SegmentID int64
	List      *BulkList

	Create *BulkCreate
	Status *BulkStatus
	// Approval sends a creation for approval although the person may start it.
	Approval bool
	search   string // of List
}

// BulkCreate says which order each customer of the segment gets.
type BulkCreate struct {
	OfferID    int64 `json:"offer_id"`
	Quantity   int64 `json:"quantity"`
	BoardID    int64 `json:"board_id,omitempty"` // 0 for the default board
	StageID    int64 `json:"stage_id,omitempty"` // 0 for the board's first stage
	TryDeposit bool  `json:"try_deposit,omitempty"`
	Letter     bool  `json:"letter,omitempty"` // whether the customers get the order-created letter (MAIL-1)
}

// BulkStatus says which status each order of the segment gets.
type BulkStatus struct {
	To        models.Status `json:"to"`
	ReasonID  *int64        `json:"refusal_reason_id,omitempty"`
	Comment   string        `json:"-"` // stands in the operation's own column
	Confirmed bool          `json:"confirmed,omitempty"`
}

// bulkSettings is what an operation keeps of its parameters, without free text (PRIV-1).
type bulkSettings struct {
	Create *BulkCreate `json:"create,omitempty"`
	Status *BulkStatus `json:"status,omitempty"`
	// SegmentID is the saved segment whose rule this is a copy of; 0 for another rule.
	SegmentID int64 `json:"segment_id,omitempty"`
	// Cap is the largest run that the person may start; beyond it the run waits for approval (ROLE-1).
	Cap int64 `json:"cap,omitempty"`
	// Own: the person works with their own orders only (ROLE-2).
	Own bool `json:"own,omitempty"`
	// ApprovedBy is the owner or administrator who approved the run.
	ApprovedBy int64 `json:"approved_by,omitempty"`
	// PausedAt is since when the run rests, PausedFor how long it did before: its rate counts neither.
	PausedAt  *time.Time    `json:"paused_at,omitempty"`
	PausedFor time.Duration `json:"paused_for,omitempty"`
}

// steered keeps count of pauses.
func (s *bulkSettings) steered(to string, now time.Time) {
	if s.PausedAt != nil {
		s.PausedFor += now.Sub(*s.PausedAt)
		s.PausedAt = nil
	}
	if to == models.BulkPaused {
		s.PausedAt = &now
	}
}

// running is how long the run has worked.
func (s *bulkSettings) running(began, now time.Time) time.Duration {
	if s.PausedAt != nil {
		now = *s.PausedAt
	}
	return now.Sub(began) - s.PausedFor
}

// bulkObjects are what each kind of operation is over.
var bulkObjects = map[string]models.SubjectKind{
	models.BulkCreateOrders: models.SubjectCustomer,
	models.BulkChangeStatus: models.SubjectOrder,
}

// demand asks for the rights without which even a preview is refused. Creation
// may be prepared by everybody who writes orders (ROLE-1).
func (p *BulkParams) demand(actor models.Actor) error {
	right := models.RightOrderWrite
	if p.Kind == models.BulkChangeStatus {
		right = models.RightBulkStatus
	}
	if err := actor.Demand(right); err != nil {
		return err
	}
	var f faults
	f.oneOf("kind", p.Kind, models.BulkCreateOrders, models.BulkChangeStatus)
	return f.err()
}

// admit checks the input.
func (p *BulkParams) admit() (*segment.Segment, error) {
	var f faults
	seg, err := parseBulkRule(p.Kind, p.Rule)
	f.gather(err)
	p.check(&f)
	return seg, f.err()
}

// parseBulkRule reads whom an operation is done to. A status change may start
// from the order list, whose filter alone asks for false orders (ST-6).
func parseBulkRule(kind string, rule []byte) (*segment.Segment, error) {
	if kind == models.BulkChangeStatus && len(rule) > 0 {
		return segment.ParseFilterAt("rule", rule)
	}
	return parseRule(bulkObjects[kind], rule)
}

func (p *BulkParams) check(f *faults) {
	switch {
	case p.Kind == models.BulkCreateOrders && p.Create == nil:
		f.add("create", models.CodeRequired)
	case p.Kind == models.BulkCreateOrders:
		f.within("create.quantity", p.Create.Quantity, 1, models.MaxQuantity)
	case p.Status == nil:
		f.add("status", models.CodeRequired)
	default:
		f.short("status.comment", p.Status.Comment, maxComment)
		if !p.Status.To.Valid() {
			f.oneOf("status.to", string(p.Status.To), statusNames()...)
		}
		closes := p.Status.To == models.StatusCancelled || p.Status.To == models.StatusFalse
		if p.Status.ReasonID != nil && !closes {
			f.add("status.refusal_reason_id", models.CodeReasonNotAllowed, "to", string(p.Status.To))
		}
	}
}

// checkReferences demands that everything named exists.
func (p *BulkParams) checkReferences(tx *store.Tx) error {
	var f faults
	var err error
	if p.Status != nil && p.Status.ReasonID != nil {
		err = f.exists(tx, "refusal_reasons", "status.refusal_reason_id", *p.Status.ReasonID)
	}
	if c := p.Create; err == nil && c != nil {
		err = c.checkReferences(tx, &f)
	}
	if err != nil {
		return err
	}
	return f.err()
}

func (c *BulkCreate) checkReferences(tx *store.Tx, f *faults) error {
	var offer models.Offer
	if err := tx.Limit(1).Find(&offer, c.OfferID).Error; err != nil {
		return fmt.Errorf("read offer: %w", err)
	}
	if offer.ID == 0 {
		f.add("create.offer_id", models.CodeUnknownReference, "kind", "offer", "id", c.OfferID)
	} else if offer.Archived {
		f.add("create.offer_id", models.CodeOfferArchived, "id", c.OfferID)
	}
	if c.BoardID != 0 {
		if err := f.exists(tx, "boards", "create.board_id", c.BoardID); err != nil {
			return err
		}
	}
	if c.StageID == 0 {
		return nil
	}
	var boards []int64
	err := tx.Raw("SELECT b.id FROM stages s JOIN boards b ON b.id = s.board_id WHERE s.id = ? AND NOT s.archived AND (b.id = ? OR ?)",
		c.StageID, c.BoardID, c.BoardID == 0).Scan(&boards).Error
	if err == nil && len(boards) == 0 {
		f.add("create.stage_id", models.CodeUnknownReference, "kind", "stage", "id", c.StageID)
	}
	return wrapped("read stage", err)
}

// exists adds a fault when the table has no such row.
func (f *faults) exists(tx *store.Tx, table, path string, id int64) error {
	var found []int64
	err := tx.Raw("SELECT id FROM "+table+" WHERE id = ?", id).Scan(&found).Error
	if err == nil && len(found) == 0 {
		f.add(path, models.CodeUnknownReference, "kind", kindOf(table), "id", id)
	}
	return wrapped("look for "+table, err)
}

// StartBulk stores the operation; the relay finds it and starts its workflow.
// Whoever may create orders in bulk starts at once; a manager with a grant up to
// its cap; anybody else's creation waits for approval (ROLE-1). Quantity and
// deposit need the right order.create_terms besides, as for a single order.
func (s *Service) StartBulk(ctx context.Context, actor models.Actor, p BulkParams) (*models.BulkOperation, error) {
	seg, where, err := s.admitted(ctx, actor, &p)
	if err != nil {
		return nil, err
	}
	var op *models.BulkOperation
	err = s.write(ctx, func(w *work) error {
		if err := p.checkReferences(w.Tx); err != nil {
			return err
		}
		op, err = s.newBulk(w, actor, p, seg, where)
		if err != nil {
			return err
		}
		if err := store.Insert(w.Tx, []*models.BulkOperation{op}); err != nil {
			return err
		}
		w.made(string(models.SubjectBulk), op.ID)
		w.AfterCommit(func() { s.hint(models.LaneBulk) })
		return nil
	})
	return op, err
}

func (s *Service) newBulk(w *work, actor models.Actor, p BulkParams, seg *segment.Segment, where condition) (*models.BulkOperation, error) {
	ids, err := store.NextIDs(w.Tx, "bulk_operations", 1)
	if err != nil {
		return nil, err
	}
	workflow, err := s.workflowID(w.Tx, "bulk", ids[0])
	if err != nil {
		return nil, err
	}
	settings := bulkSettings{Create: p.Create, Status: p.Status, Own: actor.OwnOnly, SegmentID: p.SegmentID}
	state, err := w.admission(actor, p, &settings, where)
	if err != nil {
		return nil, err
	}
	op := &models.BulkOperation{
		ID: ids[0], Kind: p.Kind, Object: bulkObjects[p.Kind], Rule: string(seg.Raw()), Search: p.search, Params: encode(settings),
		State: state, WorkflowID: workflow, CreatedBy: actor.ID, Version: 1, CreatedAt: w.now,
	}
	if p.Status != nil {
		op.Comment = p.Status.Comment
	}
	if state == models.BulkRunning {
		op.StartedAt = &w.now
	}
	return op, nil
}

// ownTerms tells of wishes that not everybody who orders may have (ORD-3).
func (c *BulkCreate) ownTerms() bool { return c.Quantity > 1 || c.TryDeposit }

// admission decides whether the person's run starts or waits for approval.
func (w *work) admission(actor models.Actor, p BulkParams, settings *bulkSettings, where condition) (string, error) {
	switch {
	case p.Approval && p.Kind == models.BulkCreateOrders:
		return models.BulkAwaitingApproval, nil
	case p.Kind == models.BulkCreateOrders && p.Create.ownTerms() && !actor.Can(models.RightOrderCreateTerms):
		return models.BulkAwaitingApproval, nil
	case p.Kind == models.BulkChangeStatus || actor.Can(models.RightBulkCreate):
		return models.BulkRunning, nil
	case actor.Scopes != nil && !actor.Scopes.Has(models.RightBulkCreate):
		return models.BulkAwaitingApproval, nil
	}
	var grants []models.StaffGrant
	err := w.Find(&grants, "staff_id = ? AND grant_right = ?", actor.ID, models.RightBulkCreate).Error
	if err != nil || len(grants) == 0 {
		return models.BulkAwaitingApproval, wrapped("read grants", err)
	}
	settings.Cap = grants[0].Cap
	var count int64
	err = w.Raw("SELECT COUNT(*) FROM "+where.table+" WHERE "+where.sql, where.args...).Scan(&count).Error
	if err != nil || count > settings.Cap {
		return models.BulkAwaitingApproval, wrapped("count segment", err)
	}
	return models.BulkRunning, nil
}

func (op *bulkRow) parse() error {
	return wrapped("read bulk settings", json.Unmarshal([]byte(op.Params), &op.settings))
}

// bulkRow is an operation with its settings decoded.
type bulkRow struct {
	models.BulkOperation
	settings bulkSettings
}

// takeBulk locks an operation and reads it in a later statement.
func (w *work) takeBulk(id, version int64) (*bulkRow, error) {
	if err := w.lockVersion("bulk_operations", id, version); err != nil {
		return nil, err
	}
	return readBulk(w.Tx, id)
}

func readBulk(tx *store.Tx, id int64) (*bulkRow, error) {
	row := new(bulkRow)
	if err := oneRow(tx, &row.BulkOperation, "bulk_operations", id); err != nil {
		return nil, err
	}
	return row, row.parse()
}
