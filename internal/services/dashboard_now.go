package services

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ages are the whole days at which unpaid orders are told apart.
var ages = []int{0, 1, 3, 7, 14, 30, 90}

// UnpaidAge is the open orders of one age that somebody still has to pay for.
type UnpaidAge struct {
	FromDays int // at least so many whole days since the order was placed
	ToDays   int // fewer than so many; 0 for the oldest
	Orders   Counted
	Left     []models.Sum
}

// UnpaidAges tells how old the unpaid orders are now: those of an open status with
// something left to pay (REP-1).
func (s *Service) UnpaidAges(ctx context.Context, actor models.Actor, filter []byte) ([]UnpaidAge, error) {
	r, err := s.reported(ctx, actor, new(Days), filter)
	if err != nil {
		return nil, err
	}
	spans := r.ageSpans()
	r.where = r.where.and(condition{sql: "orders.status IN ?", args: []any{plainTexts(openStatuses)}}, condition{sql: orderLeft + " > 0"})
	var rows []measured
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		rows, err = r.ask(tx, breakdown{spans: spans}, "COUNT(*) AS created, CAST(SUM("+orderLeft+") AS BIGINT) AS amount", "orders.created_at", "TRUE", true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.unpaid(spans, rows), nil
}

// ageSpans are the stretches of creation of each age, the oldest first.
func (r *report) ageSpans() []span {
	now := r.now.In(r.zone)
	oldest := now.AddDate(-100, 0, 0).UTC()
	spans := []span{{from: oldest, to: store.Now(now.AddDate(0, 0, -ages[len(ages)-1]))}}
	for i := len(ages) - 1; i > 0; i-- {
		spans = append(spans, span{from: spans[len(spans)-1].to, to: store.Now(now.AddDate(0, 0, -ages[i-1]))})
	}
	// An order of this very moment is in.
	spans[len(spans)-1].to = spans[len(spans)-1].to.Add(1000)
	return spans
}

func (r *report) unpaid(spans []span, rows []measured) []UnpaidAge {
	all := make([]UnpaidAge, len(ages))
	for i, from := range ages {
		all[i].FromDays = from
		if i+1 < len(ages) {
			all[i].ToDays = ages[i+1]
		}
		at := len(ages) - 1 - i
		for _, m := range rows {
			if m.Part == strconv.Itoa(at) {
				all[i].Orders.Count += m.Created
				all[i].Left = append(all[i].Left, models.Sum{Amount: m.Amount, Currency: models.Currency(m.Currency)})
			}
		}
		all[i].Orders = r.counted(all[i].Orders.Count, compare("order.status", "one_of", openStatuses), compare("order.left", "gt", 0), within("order.created_at", spans[at]))
		slices.SortFunc(all[i].Left, func(a, b models.Sum) int { return compareAll(string(a.Currency), string(b.Currency), 0, 0) })
	}
	return all
}

// Refusals is the orders cancelled for one reason; ID nil for none.
type Refusals struct {
	ID     *int64
	Name   string
	Orders Counted
}

// RefusalsByReason counts the orders that were cancelled in the period by the reason
// that they have now (REP-1, ST-11), the most frequent first.
func (s *Service) RefusalsByReason(ctx context.Context, actor models.Actor, days Days, filter []byte) ([]Refusals, error) {
	r, err := s.reported(ctx, actor, &days, filter)
	if err != nil {
		return nil, err
	}
	in := r.span(days)
	refused := r.where.and(condition{
		sql: "orders.status = 'cancelled' AND orders.status_changed_at >= ? AND orders.status_changed_at < ?", args: []any{in.from, in.to},
	})
	var rows []struct {
		ID    *int64
		Name  string
		Count int64
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		return tx.Raw(`SELECT counted.id, COALESCE(n.name, '') AS name, counted.count FROM (
			SELECT orders.refusal_reason_id AS id, COUNT(*) AS count FROM orders WHERE `+refused.sql+` GROUP BY orders.refusal_reason_id) counted
			LEFT JOIN refusal_reasons n ON n.id = counted.id ORDER BY counted.count DESC, counted.id`, refused.args...).Scan(&rows).Error
	})
	all := make([]Refusals, len(rows))
	for i, row := range rows {
		why := compare("order.refusal_reason", "is_not_set", nil)
		if row.ID != nil {
			why = compare("order.refusal_reason", "one_of", []int64{*row.ID})
		}
		all[i] = Refusals{row.ID, row.Name, r.counted(row.Count, within("order.status_changed_at", in), isRefused, why)}
	}
	return all, wrapped("count refusals", err)
}

// StageFigures is one stage of a board in a period. Standing are the orders created
// in it that stand there now, Reached those there or on a later stage, Converted
// those of Reached that are paid.
type StageFigures struct {
	models.Stage
	Standing, Reached, Converted Counted
}

// StageConversion follows the orders created in the period over the stages of a
// board, 0 for the default one (REP-1). Orders are counted by where they stand now.
func (s *Service) StageConversion(ctx context.Context, actor models.Actor, board int64, days Days, filter []byte) (*BoardView, []StageFigures, error) {
	r, err := s.reported(ctx, actor, &days, filter)
	if err != nil {
		return nil, nil, err
	}
	if board == 0 {
		if board, err = s.defaultBoard(ctx); err != nil {
			return nil, nil, err
		}
	}
	view, gone, err := s.boardWithGone(ctx, board)
	if err != nil {
		return nil, nil, err
	}
	in := r.span(days)
	r.where = r.where.and(condition{sql: "orders.board_id = ?", args: []any{board}})
	counts, err := s.countStages(ctx, r, in)
	if err != nil {
		return nil, nil, err
	}
	return view, r.reached(slices.Concat(gone, view.Stages), counts, in), nil
}

func (s *Service) defaultBoard(ctx context.Context) (id int64, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT id FROM boards WHERE is_default ORDER BY id LIMIT 1").Scan(&id).Error
	})
	return id, wrapped("find default board", err)
}

// countStages is the orders of each stage, and those of them that are paid.
func (s *Service) countStages(ctx context.Context, r *report, in span) (map[int64]measured, error) {
	var rows []struct{ ID, Created, Converted int64 }
	err := s.store.Browse(ctx, func(tx *store.Tx) error {
		return tx.Raw(`SELECT orders.stage_id AS id, COUNT(*) AS created, COUNT(CASE WHEN `+isConverted+` THEN 1 END) AS converted
			FROM orders WHERE orders.created_at >= ? AND orders.created_at < ? AND `+r.where.sql+` GROUP BY orders.stage_id`,
			append([]any{in.from, in.to}, r.where.args...)...).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("count stages: %w", err)
	}
	counts := map[int64]measured{}
	for _, row := range rows {
		counts[row.ID] = measured{Created: row.Created, Converted: row.Converted}
	}
	return counts, nil
}

// reached adds up the stages from the last one on. Stages that went come first.
func (r *report) reached(stages []models.Stage, counts map[int64]measured, in span) []StageFigures {
	all := []StageFigures{}
	created := within("order.created_at", in)
	var ids []int64
	var sum measured
	for _, stage := range slices.Backward(stages) {
		here := counts[stage.ID]
		if stage.Archived && here.Created == 0 {
			continue
		}
		ids = append([]int64{stage.ID}, ids...)
		sum.Created, sum.Converted = sum.Created+here.Created, sum.Converted+here.Converted
		later := compare("order.stage_id", "one_of", slices.Clone(ids))
		all = append(all, StageFigures{
			stage,
			r.counted(here.Created, created, compare("order.stage_id", "is", stage.ID)),
			r.counted(sum.Created, created, later),
			r.counted(sum.Converted, created, later, isPriced, isPaid, isKept),
		})
	}
	slices.Reverse(all)
	return all
}
