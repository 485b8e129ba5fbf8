package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Backlog is the events of one lane that no relay has settled yet.
type Backlog struct {
	Lane    models.Lane
	Pending int64
	Oldest  time.Time // when the oldest of them occurred
}

// Backlogs tells how far the relays are behind; lanes without pending events are left out.
func (s *Service) Backlogs(ctx context.Context) ([]Backlog, error) {
	var list []Backlog
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
			b := Backlog{Lane: lane}
			waiting := tx.Model(&models.OutboxEntry{}).Where("lane = ? AND NOT parked", lane)
			if err := waiting.Count(&b.Pending).Error; err != nil || b.Pending == 0 {
				if err != nil {
					return err
				}
				continue
			}
			err := tx.Raw("SELECT occurred_at FROM outbox WHERE lane = ? AND NOT parked ORDER BY event_id LIMIT 1", lane).Scan(&b.Oldest).Error
			if err != nil {
				return err
			}
			list = append(list, b)
		}
		return nil
	})
	return list, wrapped("read backlog", err)
}
