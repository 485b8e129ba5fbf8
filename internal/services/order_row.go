package services

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// takeOrder locks an order's customer and then the order, and reads the order in
// a later statement, so that it sees what the last holder committed. version is
// the one that the caller read; 0 accepts any. It answers CodeNotFound, for an order
// that the actor does not see as well (ROLE-2), and CodeStale.
func (w *work) takeOrder(actor models.Actor, id, version int64) (*models.Order, error) {
	var customer int64
	if err := w.Raw("SELECT customer_id FROM orders WHERE id = ?", id).Scan(&customer).Error; err != nil {
		return nil, fmt.Errorf("find order: %w", err)
	}
	if customer == 0 {
		return nil, notFound("orders", id)
	}
	o, err := w.lockOrder(id, customer)
	if err == nil {
		err = demandSeen(actor, o)
	}
	if err == nil && version != 0 && version != o.Version {
		return nil, w.staleOrder(o, version)
	}
	return o, err
}

// lastChange is an entry of an order's history with the order's place.
type lastChange struct {
	Kind      string
	ActorKind models.ActorKind
	ActorID   int64
	Name      string // of a person
	At        time.Time
	Data      string
	Stage     string
	Board     string
}

// staleOrder tells who changed the order meanwhile, how and when, and where it
// stands now: two people drag one card (ORD-11), two take the same money (PAY-4).
func (w *work) staleOrder(o *models.Order, given int64) error {
	var entries []lastChange
	err := w.Raw(`SELECT h.kind, h.actor_kind, h.actor_id, COALESCE(s.name, '') AS name, h.at, h.data, g.title AS stage, b.title AS board
		FROM order_history h JOIN stages g ON g.id = ? JOIN boards b ON b.id = ? LEFT JOIN staff s ON s.id = h.actor_id AND h.actor_kind = 'person'
		WHERE h.order_id = ? ORDER BY h.id DESC LIMIT 50`, o.StageID, o.BoardID, o.ID).Scan(&entries).Error
	if err != nil {
		return fmt.Errorf("read who changed the order: %w", err)
	}
	stale := models.NewError(models.CodeStale, "given", given, "current", o.Version, "stage_id", o.StageID, "board_id", o.BoardID)
	if c := whatChanged(entries); c != nil {
		c.tell(stale.Params, o)
	}
	return stale
}

// whatChanged finds, among entries from the newest on, the change that raised the
// order's version: not the letter that went with it, nor the status that followed from the money.
func whatChanged(entries []lastChange) *lastChange {
	newest := slices.IndexFunc(entries, func(c lastChange) bool { return models.SaysChange(c.Kind) })
	if newest < 0 {
		return nil
	}
	last := &entries[newest]
	if !models.FollowsFromMoney(last.Kind) {
		return last
	}
	for i := newest + 1; i < len(entries) && entries[i].with(last); i++ {
		if models.MovesMoney(entries[i].Kind) {
			return &entries[i]
		}
	}
	return last
}

// with reports an entry that was written at one go with another.
func (c *lastChange) with(other *lastChange) bool {
	return c.At.Equal(other.At) && c.ActorKind == other.ActorKind && c.ActorID == other.ActorID
}

func (c *lastChange) tell(params map[string]any, o *models.Order) {
	params["change"], params["at"] = c.Kind, c.At.UTC().Format(time.RFC3339)
	params["by_kind"], params["by_id"] = string(c.ActorKind), c.ActorID
	params["stage"], params["board"] = c.Stage, c.Board
	params["left"] = models.Sum{Amount: o.Left(), Currency: o.Currency}
	if c.Name != "" {
		params["by"] = c.Name
	}
	var d struct {
		To     any
		Amount int64
	}
	if json.Unmarshal([]byte(c.Data), &d) != nil {
		return
	}
	if to, is := d.To.(string); is && c.Kind == models.HistoryStatus {
		params["to"] = to
	}
	if d.Amount != 0 {
		params["amount"] = models.Sum{Amount: d.Amount, Currency: o.Currency}
	}
}

// lockOrder locks customer and order and reads the order behind the locks, on one trip.
func (w *work) lockOrder(id, customer int64) (*models.Order, error) {
	var customers, orders []int64
	var rows []models.Order
	trip := w.Trip()
	trip.AskLock(&customers, "customers", []int64{customer})
	trip.AskLock(&orders, "orders", []int64{id})
	store.Ask(trip, &rows, "SELECT * FROM orders WHERE id = ?", id)
	if err := trip.Go(); err != nil {
		return nil, fmt.Errorf("lock order: %w", err)
	}
	if len(rows) == 0 {
		return nil, notFound("orders", id)
	}
	return &rows[0], nil
}

func (w *work) readOrder(id int64) (*models.Order, error) {
	o := new(models.Order)
	err := w.Where("id = ?", id).Take(o).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, notFound("orders", id)
	}
	return o, wrapped("read order", err)
}

// saveOrder writes everything about an order that can change and raises its
// version. The caller holds the order's lock; a version that moved all the same is a conflict.
func (w *work) saveOrder(o *models.Order) error {
	o.UpdatedAt = w.now
	done := w.Exec(`UPDATE orders SET list_cost = ?, cost = ?, paid = ?, paid_in_full = ?, status = ?, board_id = ?, stage_id = ?,
		manager_id = ?, refusal_reason_id = ?, cancel_comment = ?, cancelled_by = ?, part_asked = ?, auto_complete = ?, late_policy = ?,
		late_person_policy = ?, payment_deadline = ?, deadline_action = ?, version = version + 1, updated_at = ?, status_changed_at = ?,
		paid_at = ?, completed_at = ? WHERE id = ? AND version = ?`,
		o.ListCost, o.Cost, o.Paid, o.PaidInFull, o.Status, o.BoardID, o.StageID,
		o.ManagerID, o.RefusalReasonID, o.CancelComment, o.CancelledBy, o.PartAsked, o.AutoComplete, o.LatePolicy,
		o.LatePersonPolicy, o.PaymentDeadline, o.DeadlineAction, o.UpdatedAt, o.StatusChangedAt,
		o.PaidAt, o.CompletedAt, o.ID, o.Version)
	if done.Error != nil {
		return fmt.Errorf("write order: %w", done.Error)
	}
	if done.RowsAffected != 1 {
		return models.NewError(models.CodeConflict)
	}
	o.Version++
	return nil
}

// turn gives the order another status in memory, with the times and the
// cancellation that go with it.
func (w *work) turn(o *models.Order, to models.Status) {
	if to == models.StatusPayed {
		o.CompletedAt = &w.now
	} else if o.Status == models.StatusPayed {
		o.CompletedAt = nil
	}
	o.Status, o.StatusChangedAt = to, w.now
	if to != models.StatusCancelled && to != models.StatusFalse {
		o.RefusalReasonID, o.CancelComment, o.CancelledBy = nil, "", models.CancelledByNobody
	}
}

// noteStatus writes the history entry and the event of one status change.
func (w *work) noteStatus(actor models.Actor, o *models.Order, from models.Status, reason *int64, comment string) {
	d := data{"from": from, "to": o.Status}
	if reason != nil {
		d["reason"] = *reason
	}
	w.note(o.ID, actor, models.HistoryStatus, d)
	w.history[len(w.history)-1].Comment = comment
	w.emit(actor, models.EventOrderStatusChanged, about(o), d)
}

// zone is the account's time zone, as write read it before the transaction. On a
// database that is being set up it is read through this transaction: one that
// waited for another connection while it holds its own could wait for ever.
func (w *work) zone() (*time.Location, error) {
	c := &w.service.cache
	c.mu.RLock()
	zone := c.zone
	c.mu.RUnlock()
	if zone != nil {
		return zone, nil
	}
	var name string
	if err := w.Raw("SELECT time_zone FROM installation WHERE id = 1").Scan(&name).Error; err != nil {
		return nil, fmt.Errorf("read time zone: %w", err)
	}
	zone, err := time.LoadLocation(name)
	return zone, wrapped("read time zone", err)
}

// settled reports an order that money alone no longer moves: cancelled or false.
func settled(o *models.Order) bool { return slices.Contains(settledStatuses, o.Status) }

var settledStatuses = []models.Status{models.StatusCancelled, models.StatusFalse}
