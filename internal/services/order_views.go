package services

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxViews is how many views one person keeps.
const maxViews = 200

// ViewQuery is what a saved view asks for: a query without place and length.
type ViewQuery struct {
	Filter      json.RawMessage `json:"filter,omitempty"`
	Statuses    []models.Status `json:"status,omitempty"`
	CustomerID  int64           `json:"customer_id,omitempty"`
	ManagerID   int64           `json:"manager_id,omitempty"`
	BoardID     int64           `json:"board_id,omitempty"`
	StageID     int64           `json:"stage_id,omitempty"`
	CreatedFrom *time.Time      `json:"created_from,omitempty"`
	CreatedTo   *time.Time      `json:"created_to,omitempty"`
	Search      string          `json:"search,omitempty"`
	Sort        string          `json:"sort,omitempty"`
	Ascending   bool            `json:"ascending,omitempty"`
}

// Query is the view's query for a list.
func (v ViewQuery) Query() OrderQuery {
	return OrderQuery{
		Filter: v.Filter, Statuses: v.Statuses, CustomerID: v.CustomerID, ManagerID: v.ManagerID, BoardID: v.BoardID, StageID: v.StageID,
		CreatedFrom: v.CreatedFrom, CreatedTo: v.CreatedTo, Search: v.Search, Sort: v.Sort, Ascending: v.Ascending,
	}
}

// ViewParams is a view to save.
type ViewParams struct {
	Title   string
	Query   ViewQuery
	Columns []string // of OrderColumns, in the order in which they are shown
	Shared  bool     // with everybody who reads orders; right settings.write
	Version int64    // of an edit: the version that was read; 0 changes whatever stands
}

func (p *ViewParams) admit(actor models.Actor) error {
	if err := demandSharing(actor, p.Shared); err != nil {
		return err
	}
	var f faults
	f.title("title", p.Title)
	for i, column := range p.Columns {
		f.oneOf(indexed("columns", i), column, OrderColumns...)
		if slices.Contains(p.Columns[:i], column) {
			f.add(indexed("columns", i), models.CodeAlreadyExists)
		}
	}
	query := p.Query.Query()
	if faulty, ok := asFaults(query.validate()); ok {
		for _, fault := range faulty {
			fault.Path = "query." + fault.Path
			f = append(f, fault)
		}
	}
	if len(p.Query.Filter) > 0 {
		seg, err := segment.ParseFilterAt("query.filter", p.Query.Filter)
		f.gather(err)
		if err == nil {
			p.Query.Filter = seg.Raw()
		}
	}
	return f.err()
}

// demandSharing lets owner and administrators share views.
func demandSharing(actor models.Actor, shared bool) error {
	if err := actor.Demand(models.RightOrderRead); err != nil || !shared {
		return err
	}
	return actor.Demand(models.RightSettingsWrite)
}

// OrderView is a saved view with whose it is and who may change it.
type OrderView struct {
	models.OrderView
	Query     ViewQuery
	Columns   []string
	OwnerName string
	Own       bool
	Editable  bool
}

// SaveOrderView keeps a view of the order list (ORD-10).
func (s *Service) SaveOrderView(ctx context.Context, actor models.Actor, p ViewParams) (*OrderView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	row := new(models.OrderView)
	err := s.write(ctx, func(w *work) error {
		var had int64
		if err := w.Model(row).Where("staff_id = ?", actor.ID).Count(&had).Error; err != nil {
			return fmt.Errorf("count views: %w", err)
		}
		if had >= maxViews {
			return models.NewError(models.CodeTooMany, "max", maxViews)
		}
		*row = models.OrderView{StaffID: actor.ID, Version: 1, CreatedAt: w.now}
		p.into(row, w.now)
		if err := store.Insert(w.Tx, []*models.OrderView{row}); err != nil {
			return err
		}
		w.made("order_view", row.ID)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.OrderView(ctx, actor, row.ID)
}

func (p *ViewParams) into(row *models.OrderView, now time.Time) {
	row.Title, row.Query, row.Columns, row.Shared, row.UpdatedAt = p.Title, encode(p.Query), encode(append([]string{}, p.Columns...)), p.Shared, now
}

// EditOrderView replaces a view: one's own, or a shared one with the right
// settings.write. Somebody else's own answers CodeNotFound.
func (s *Service) EditOrderView(ctx context.Context, actor models.Actor, id int64, p ViewParams) (*OrderView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		row, err := w.takeView(actor, id, p.Version)
		if err != nil {
			return err
		}
		p.into(row, w.now)
		return wrapped("write view", w.Exec(`UPDATE order_views SET title = ?, query = ?, columns = ?, shared = ?, version = version + 1, updated_at = ?
			WHERE id = ?`, row.Title, row.Query, row.Columns, row.Shared, row.UpdatedAt, id).Error)
	})
	if err != nil {
		return nil, err
	}
	return s.OrderView(ctx, actor, id)
}

// DeleteOrderView forgets a view, by the rules of EditOrderView.
func (s *Service) DeleteOrderView(ctx context.Context, actor models.Actor, id, version int64) error {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		if _, err := w.takeView(actor, id, version); err != nil {
			return err
		}
		return wrapped("forget view", w.Exec("DELETE FROM order_views WHERE id = ?", id).Error)
	})
}

// takeView locks a view that the actor may change.
func (w *work) takeView(actor models.Actor, id, version int64) (*models.OrderView, error) {
	row := new(models.OrderView)
	if err := oneRow(w.Tx, row, "order_views", id); err != nil {
		return nil, err
	}
	if row.StaffID != actor.ID && !row.Shared {
		return nil, notFound("order_views", id)
	}
	if err := demandSharing(actor, row.Shared); err != nil {
		return nil, err
	}
	return row, w.lockVersion("order_views", id, version)
}

// OrderViews lists one's own views and the shared ones, by title.
func (s *Service) OrderViews(ctx context.Context, actor models.Actor) ([]OrderView, error) {
	return s.orderViews(ctx, actor, 0)
}

// OrderView is one of them.
func (s *Service) OrderView(ctx context.Context, actor models.Actor, id int64) (*OrderView, error) {
	views, err := s.orderViews(ctx, actor, id)
	if err == nil && len(views) == 0 {
		err = notFound("order_views", id)
	}
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

// orderViews are one view, or all for id 0.
func (s *Service) orderViews(ctx context.Context, actor models.Actor, id int64) ([]OrderView, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	var rows []models.OrderView
	var people []models.Staff
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		every := actor.Kind != models.ActorPerson // the service reads what it made for somebody
		err := tx.Where("(staff_id = ? OR shared OR ?) AND (id = ? OR ?)", actor.ID, every, id, id == 0).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("read views: %w", err)
		}
		ids := each(rows, func(v models.OrderView) int64 { return v.StaffID })
		return wrapped("read owners", tx.Select("id", "name").Find(&people, "id IN ?", unique(ids)).Error)
	})
	if err != nil {
		return nil, err
	}
	names := byID(people, func(p models.Staff) int64 { return p.ID })
	views := make([]OrderView, len(rows))
	for i, row := range rows {
		views[i] = OrderView{OrderView: row, OwnerName: names[row.StaffID].Name, Own: row.StaffID == actor.ID}
		views[i].Editable = demandSharing(actor, row.Shared) == nil
		if err := cmp.Or(json.Unmarshal([]byte(row.Query), &views[i].Query), json.Unmarshal([]byte(row.Columns), &views[i].Columns)); err != nil {
			return nil, fmt.Errorf("read view %d: %w", row.ID, err)
		}
	}
	slices.SortFunc(views, func(a, b OrderView) int { return compareAll(foldWord(a.Title), foldWord(b.Title), a.ID, b.ID) })
	return views, nil
}
